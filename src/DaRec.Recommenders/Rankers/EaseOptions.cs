using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="Ease"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record EaseOptions
{
    /// <summary>
    /// λ, weight of the sum of all squared weights, finite and &gt; 0. Sparse data want more: the best of 1, 10, 100, … on the validation
    /// part is near enough. Default 100.
    /// </summary>
    public double Penalty { get; init => field = Guard.Positive(value); } = 100;
}
