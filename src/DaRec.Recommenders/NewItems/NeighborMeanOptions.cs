using DaRec.Internal;

namespace DaRec.Recommenders.NewItems;

/// <summary>Settings of <see cref="NeighborMean"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record NeighborMeanOptions
{
    /// <summary>k, number of warm items with the most similar texts, ≥ 1; all where there are fewer. Default 10.</summary>
    public int Neighbors { get; init => field = Guard.AtLeast(value, 1); } = 10;

    /// <summary>
    /// p, the power of the similarity that weighs a neighbor, finite and ≥ 0. 0 weighs all neighbors the same. Default 3.
    /// </summary>
    public double Power { get; init => field = Guard.Weight(value); } = 3;
}
