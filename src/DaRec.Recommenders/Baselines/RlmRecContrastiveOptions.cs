using DaRec.Internal;

namespace DaRec.Recommenders.Baselines;

/// <summary>The choices of <see cref="RlmRecContrastive"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record RlmRecContrastiveOptions
{
    /// <summary>Weight of the contrast between recommender and texts, finite and ≥ 0. Default 0.01.</summary>
    public double Weight { get; init => field = Guard.Weight(value, nameof(Weight)); } = 0.01;

    /// <summary>τ, temperature of the contrast, &gt; 0. Default 0.2.</summary>
    public double Temperature { get; init => field = Guard.Positive(value, nameof(Temperature)); } = 0.2;

    /// <summary>Weight of the squared length of the text network's weights, finite and ≥ 0. Default 1e-7.</summary>
    public double Penalty { get; init => field = Guard.Weight(value, nameof(Penalty)); } = 1e-7;
}
