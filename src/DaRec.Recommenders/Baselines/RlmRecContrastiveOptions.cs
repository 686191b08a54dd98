using DaRec.Internal;

namespace DaRec.Recommenders.Baselines;

/// <summary>Settings of <see cref="RlmRecContrastive"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record RlmRecContrastiveOptions
{
    /// <summary>w, weight of the contrast between embeddings and texts, finite and ≥ 0. Default 0.01.</summary>
    public double Weight { get; init => field = Guard.Weight(value); } = 0.01;

    /// <summary>τ, temperature of the contrast, finite and &gt; 0; a lower one weighs the most similar rows more. Default 0.2.</summary>
    public double Temperature { get; init => field = Guard.Positive(value); } = 0.2;

    /// <summary>λ, weight of the sum of the text network's squared weights in the loss, finite and ≥ 0. Default 1e-7.</summary>
    public double Penalty { get; init => field = Guard.Weight(value); } = 1e-7;
}
