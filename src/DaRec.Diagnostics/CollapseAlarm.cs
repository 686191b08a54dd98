using System.Globalization;
using DaRec.Clustering;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>Whether the rows of a table have become all alike, or all but a few, so that they tell little about their items.</summary>
/// <remarks>
/// Alignment terms that compare heads can be met this way: shared parts that are nearly constant agree with anything, and centres of
/// clusters with a row or two are matched with ease. The alarm is raised where one direction holds more than
/// <see cref="MostInOneDirection"/> of the unit rows' squares, where the largest cluster has more than <see cref="MostInOneCluster"/> of the rows, or
/// where less than <see cref="LeastInUse"/> of the clusters are in use. Directions are those of unit rows; clusters are of the rows as they are, as the
/// local term sees them.
/// </remarks>
/// <example>
/// <code>
/// var alarm = CollapseAlarm.Of(shared);                          // (n, d)
/// Console.WriteLine(alarm.Message);
/// </code>
/// </example>
public sealed class CollapseAlarm
{
    /// <summary>The share of squares in one direction above which the alarm is raised: 0.9.</summary>
    public const double MostInOneDirection = 0.9;

    /// <summary>The share of rows in one cluster above which the alarm is raised, with at least four clusters: 0.75.</summary>
    public const double MostInOneCluster = 0.75;

    /// <summary>The share of clusters in use below which the alarm is raised: 0.5.</summary>
    public const double LeastInUse = 0.5;

    /// <summary>The number of clusters unless another is given: 8.</summary>
    public const int DefaultClusterCount = 8;

    private const int FewClusters = 4; // of two or three, one may well have most rows
    private const double InUse = 0.1; // of an even share n/k

    private CollapseAlarm(double firstDirectionShare, long[] sizes)
    {
        (FirstDirectionShare, ClusterCount) = (firstDirectionShare, sizes.Length);
        var rows = (double)sizes.Sum();
        LargestClusterShare = sizes.Max() / rows;
        ClustersInUse = sizes.Count(size => size >= InUse * rows / sizes.Length);
    }

    /// <summary>The share of the unit rows' squares that lies in their first singular direction, in [1/d, 1]: 1 where all point the same way or its opposite.</summary>
    public double FirstDirectionShare { get; }

    /// <summary>The share of the rows that are in the largest of k clusters, in [1/k, 1].</summary>
    public double LargestClusterShare { get; }

    /// <summary>How many clusters have at least a tenth of an even share n/k, in [1, k].</summary>
    public int ClustersInUse { get; }

    /// <summary>k.</summary>
    public int ClusterCount { get; }

    /// <summary>Whether the rows have collapsed.</summary>
    public bool IsRaised => FirstDirectionShare > MostInOneDirection || HasOneCluster || ClustersInUse < LeastInUse * ClusterCount;

    /// <summary>What was found, in a sentence or two.</summary>
    public string Message
    {
        get
        {
            var found = string.Create(
                CultureInfo.InvariantCulture,
                $"{FirstDirectionShare:P0} of the rows lies in one direction, the largest of {ClusterCount} clusters has {LargestClusterShare:P0} of them, "
                + $"and {ClustersInUse} clusters are in use.");
            return IsRaised ? $"Collapsed: {Why}. {found}" : $"Not collapsed: {found}";
        }
    }

    private bool HasOneCluster => ClusterCount >= FewClusters && LargestClusterShare > MostInOneCluster;

    private string Why => FirstDirectionShare > MostInOneDirection
        ? "nearly all rows point the same way, so that they tell little about their items"
        : HasOneCluster ? "nearly all rows are in one cluster" : "most clusters are next to empty";

    /// <summary>Looks at the rows of a table.</summary>
    /// <param name="rows">Shape (n, d), n ≥ 2 and n ≥ k.</param>
    /// <param name="clusterCount">k ≥ 1. Default 8.</param>
    /// <param name="seed">Seed of the clusters' starting centres. Default 2023.</param>
    /// <exception cref="ArgumentException">Fewer rows, or NaN or infinity; the message names the row.</exception>
    public static CollapseAlarm Of(Tensor rows, int clusterCount = DefaultClusterCount, int seed = 2023)
    {
        using var measured = MeasuredTables.Measured(rows, Math.Max(2, Guard.AtLeast(clusterCount, 1)));
        using var scope = NewDisposeScope();
        return Of(measured, Clusters(measured, clusterCount, seed), clusterCount);
    }

    /// <summary>As <see cref="Of(Tensor, int, int)"/>, of rows that are clustered already.</summary>
    internal static CollapseAlarm Of(Tensor rows, Tensor assignments, int clusterCount)
    {
        using var scope = NewDisposeScope();
        var squares = HostReads.ToArray<double>(linalg.svdvals(Rows.Normalize(rows))).Select(value => value * value).ToArray();
        var total = squares.Sum();
        return new CollapseAlarm(
            total > 0 ? squares[0] / total : 1,
            HostReads.ToArray<long>(assignments.bincount(null, clusterCount)));
    }

    /// <summary>The cluster of each row, int64, (n).</summary>
    internal static Tensor Clusters(Tensor rows, int clusterCount, int seed)
    {
        using var generator = new Generator((ulong)seed);
        using var clusters = new KMeans(clusterCount).Fit(rows, generator);
        return clusters.Assignments.alias();
    }
}
