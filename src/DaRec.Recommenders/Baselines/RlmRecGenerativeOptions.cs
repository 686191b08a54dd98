using DaRec.Internal;

namespace DaRec.Recommenders.Baselines;

/// <summary>Settings of <see cref="RlmRecGenerative"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record RlmRecGenerativeOptions
{
    /// <summary>Share of the rows with texts that a training step masks, in (0, 1]; at least one row is masked. Default 0.15.</summary>
    public double MaskRate { get; init => field = Guard.Probability(value); } = 0.15;

    /// <summary>w, weight of the reconstruction of the masked rows' texts, finite and ≥ 0. Default 0.1.</summary>
    public double Weight { get; init => field = Guard.Weight(value); } = 0.1;

    /// <summary>
    /// τ, temperature of the reconstruction, finite and &gt; 0; a lower one weighs the most similar rows more. Default 0.5.
    /// </summary>
    public double Temperature { get; init => field = Guard.Positive(value); } = 0.5;

    /// <summary>λ, weight of the sum of the squared weights of text network and token in the loss, finite and ≥ 0. Default 1e-7.</summary>
    public double Penalty { get; init => field = Guard.Weight(value); } = 1e-7;
}
