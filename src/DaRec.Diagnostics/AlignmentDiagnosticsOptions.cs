using DaRec.Internal;

namespace DaRec.Diagnostics;

/// <summary>Settings of <see cref="AlignmentDiagnostics.Measure"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record AlignmentDiagnosticsOptions
{
    /// <summary>k of the neighbourhoods, ≥ 1. Default 10.</summary>
    public int NeighborCount { get; init => field = Guard.AtLeast(value, 1); } = NeighborhoodOverlap.DefaultNeighborCount;

    /// <summary>How many rows' neighbourhoods are looked at, drawn at random, ≥ 1; null looks at all. Default null.</summary>
    public int? NeighborhoodRows { get; init => field = Guard.AtLeast(value, 1); }

    /// <summary>K, the number of clusters of each side, ≥ 1. Default 8.</summary>
    public int ClusterCount { get; init => field = Guard.AtLeast(value, 1); } = CollapseAlarm.DefaultClusterCount;

    /// <summary>Seed of the clusters' starting centres and of rows that are drawn. Default 2023.</summary>
    public int Seed { get; init; } = 2023;
}
