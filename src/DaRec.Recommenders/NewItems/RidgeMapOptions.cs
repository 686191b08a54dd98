using DaRec.Internal;

namespace DaRec.Recommenders.NewItems;

/// <summary>Settings of <see cref="RidgeMap"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record RidgeMapOptions
{
    /// <summary>
    /// λ, weight of the map's squared length against the sum of squared errors over warm items, finite and &gt; 0. Default 1.
    /// </summary>
    public double Penalty { get; init => field = Guard.Positive(value); } = 1;
}
