using DaRec.Internal;

namespace DaRec;

/// <summary>L_loc: how far the preference centres of both sides are from matching. Invalid values throw where they are set.</summary>
public sealed record LocalStructureOptions
{
    /// <summary>Weight within the alignment, finite and &gt; 0. Default 1.</summary>
    public double Weight { get; init => field = Guard.Positive(value); } = 1;

    /// <summary>K, the number of preference centres, ≥ 1 and at most the rows drawn. Default 8.</summary>
    public int ClusterCount { get; init => field = Guard.AtLeast(value, 1); } = 8;

    /// <summary>How centres find their partners. Default greedy, as in the paper.</summary>
    public MatchingMethod Matching { get; init => field = Guard.Defined(value); } = MatchingMethod.Greedy;

    /// <summary>Iterations of k-means in a step, ≥ 1. Without <see cref="WarmStart"/> more are needed. Default 3.</summary>
    public int KMeansIterations { get; init => field = Guard.AtLeast(value, 1); } = 3;

    /// <summary>Whether k-means starts from the centres of the step before; otherwise with k-means++. Default true.</summary>
    public bool WarmStart { get; init; } = true;
}
