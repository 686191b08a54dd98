using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="L3ae"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record L3aeOptions
{
    /// <summary>
    /// λ_X, weight of the sum of all squared weights, finite. It may be negative; λ_X + λ_E is &gt; 0. Default 0.
    /// </summary>
    public double InteractionPenalty { get; init => field = Guard.Finite(value); }

    /// <summary>λ_E, weight of the squared distance from the texts' weights, finite and ≥ 0; 0 is <see cref="Ease"/>. Default 150.</summary>
    public double TextPull { get; init => field = Guard.Weight(value); } = 150;

    /// <summary>λ_F of the texts, finite and &gt; 0; a larger one leaves only what many texts share. Default 10.</summary>
    public double TextPenalty { get; init => field = Guard.Positive(value); } = 10;
}
