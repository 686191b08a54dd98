using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>How many of a row's nearest others two tables have in common.</summary>
public static class NeighborhoodOverlap
{
    /// <summary>The number of neighbours unless another is given: 10.</summary>
    public const int DefaultNeighborCount = 10;

    /// <summary>The mean share of common neighbours, in [0, 1]; k/(n − 1) on average for unrelated tables.</summary>
    /// <remarks>
    /// <code>mean_i |N_k(aᵢ) ∩ N_k(bᵢ)| / k</code>
    /// N_k are the k other rows with the largest cosine, ties by row number. Exact, over all pairs, in float64: O(m n (d + e)) time for m
    /// rows looked at, O(n) memory beside the tables.
    /// </remarks>
    /// <param name="a">Shape (n, d), n &gt; k.</param>
    /// <param name="b">Shape (n, e), row i for the item of row i of <paramref name="a"/>.</param>
    /// <param name="neighborCount">k ≥ 1. Default 10.</param>
    /// <param name="rowCount">m ≥ 1, how many rows are looked at, drawn at random; null looks at all. Default null.</param>
    /// <param name="seed">Seed of the rows that are drawn. Default 2023.</param>
    /// <exception cref="ArgumentException">Tables of other row counts, too few rows, or NaN or infinity; the message names the row.</exception>
    public static double Of(Tensor a, Tensor b, int neighborCount = DefaultNeighborCount, int? rowCount = null, int seed = 2023)
    {
        Guard.AtLeast(neighborCount, 1);
        Guard.AtLeast(rowCount, 1);
        using var tables = MeasuredTables.Of(a, b, neighborCount + 1L);
        using var scope = NewDisposeScope();
        int[] anchors = [.. Enumerable.Range(0, (int)a.size(0))];
        if (rowCount is { } count && count < anchors.Length)
        {
            new SeededRandom(seed).Shuffle(anchors);
            Array.Resize(ref anchors, count);
        }

        var (ofA, ofB) = (NearestRows.Find(tables.A, anchors, neighborCount), NearestRows.Find(tables.B, anchors, neighborCount));
        return ofA.Zip(ofB, (x, y) => (double)x.Intersect(y).Count()).Average() / neighborCount;
    }
}
