using DaRec.Internal;

namespace DaRec.Recommenders.Baselines;

/// <summary>Settings of <see cref="ProMax"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record ProMaxOptions
{
    /// <summary>w, weight of the term against the recommender's loss, finite and ≥ 0. Default 0.5.</summary>
    public double Weight { get; init => field = Guard.Weight(value); } = 0.5;

    /// <summary>τ of both softmaxes, finite and &gt; 0; a lower one weighs a user's nearest items more. Default 0.2.</summary>
    public double Temperature { get; init => field = Guard.Positive(value); } = 0.2;
}
