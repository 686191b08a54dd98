using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>Whether two clusterings of the same rows put the same rows together, whatever the clusters are called.</summary>
/// <remarks>
/// <code>n_ij = rows in cluster i of one and j of the other,  a_i = Σⱼ n_ij,  b_j = Σᵢ n_ij</code>
/// The numbers of clusters may differ.
/// </remarks>
public static class ClusterAgreement
{
    /// <summary>The adjusted Rand index (Hubert and Arabie, 1985), in [−0.5, 1]: 1 for the same clusters, 0 on average for unrelated ones.</summary>
    /// <remarks>
    /// <code>(S − E) / (½ (A + B) − E),  S = Σᵢⱼ C(n_ij, 2),  A = Σᵢ C(a_i, 2),  B = Σⱼ C(b_j, 2),  E = A B / C(n, 2)</code>
    /// </remarks>
    /// <param name="a">Cluster numbers, as <see cref="Clustering.KMeansResult.Assignments"/>, int64, shape (n), n ≥ 1.</param>
    /// <param name="b">Likewise.</param>
    /// <exception cref="ArgumentException">Another number, type or shape.</exception>
    public static double AdjustedRandIndex(Tensor a, Tensor b)
    {
        var (cells, rows, columns) = Contingency(a, b);
        var (same, ofA, ofB) = (cells.Sum(Pairs), rows.Sum(Pairs), columns.Sum(Pairs));
        var expected = ofA * ofB / Math.Max(1, Pairs(a.size(0)));
        var most = (ofA + ofB) / 2;
        return most == expected ? 1 : (same - expected) / (most - expected); // equal: each row alone, or all together, in both
    }

    /// <summary>Normalised mutual information, in [0, 1]: 1 for the same clusters. Above 0 for unrelated ones where clusters are many.</summary>
    /// <remarks><code>I(A; B) / (½ (H(A) + H(B)))</code> as scikit-learn has it by default. 1 where each side has one cluster.</remarks>
    /// <param name="a">Cluster numbers, int64, shape (n), n ≥ 1.</param>
    /// <param name="b">Likewise.</param>
    /// <exception cref="ArgumentException">Another number, type or shape.</exception>
    public static double NormalizedMutualInformation(Tensor a, Tensor b)
    {
        var (cells, rows, columns) = Contingency(a, b);
        var (ofA, ofB, both) = (Entropy(rows), Entropy(columns), Entropy(cells));
        return ofA == 0 && ofB == 0 ? 1 : Math.Clamp((ofA + ofB - both) / ((ofA + ofB) / 2), 0, 1);

        double Entropy(IEnumerable<long> counts) => -counts.Sum(count => count / (double)a.size(0) * Math.Log(count / (double)a.size(0)));
    }

    private static double Pairs(long count) => count * (count - 1.0) / 2;

    // What is above 0 of n_ij, a_i and b_j.
    private static (long[] Cells, long[] Rows, long[] Columns) Contingency(Tensor a, Tensor b)
    {
        var (x, y) = (Numbers(a, nameof(a)), Numbers(b, nameof(b)));
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"Expected a cluster for each of the {x.Length} rows of a, got {y.Length}.", nameof(b));
        }

        return (Counts(x.Zip(y)), Counts(x), Counts(y));

        static long[] Counts<T>(IEnumerable<T> values)
            where T : notnull => [.. values.CountBy(value => value).Select(group => (long)group.Value)];
    }

    private static long[] Numbers(Tensor clusters, string name)
    {
        ArgumentNullException.ThrowIfNull(clusters, name);
        if (clusters.dtype != ScalarType.Int64 || clusters.dim() != 1 || clusters.size(0) == 0)
        {
            throw new ArgumentException($"Expected cluster numbers, int64, shape (n), got {clusters.dtype} {Guard.Shape(clusters)}.", name);
        }

        return HostReads.ToArray<long>(clusters);
    }
}
