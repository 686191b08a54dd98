using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Clustering;

/// <summary>One-to-one matching of two sets of centres by distance.</summary>
internal static class CenterMatching
{
    /// <summary>The partner in <paramref name="centersB"/> of each centre in <paramref name="centersA"/>.</summary>
    /// <param name="centersA">Shape (k, d).</param>
    /// <param name="centersB">Shape (k, d).</param>
    /// <param name="method">Greedy as in the paper, or optimal.</param>
    /// <returns>k distinct numbers in [0, k): the centre i of A belongs to the centre result[i] of B.</returns>
    public static long[] Match(Tensor centersA, Tensor centersB, MatchingMethod method = MatchingMethod.Greedy)
    {
        Guard.Matrix(centersA);
        Guard.Matrix(centersB);
        Guard.SameShape(centersA, centersB);
        Guard.Defined(method);
        var distances = Distances(centersA, centersB);
        return method == MatchingMethod.Greedy ? Greedy(distances) : LinearAssignment.Solve(distances);
    }

    /// <summary>As <see cref="Match"/>, as a tensor, int64, (k); greedily by operators, so that nothing is read back.</summary>
    public static Tensor MatchOnDevice(Tensor centersA, Tensor centersB, MatchingMethod method) => method == MatchingMethod.Greedy
        ? GreedyByOperators(centersA, centersB)
        : Uploads.Send(tensor(Match(centersA, centersB, method)), centersB.device);

    /// <summary>The greedy matching, k times the least of all distances that are left.</summary>
    internal static Tensor GreedyByOperators(Tensor centersA, Tensor centersB)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var k = centersA.size(0);
        var distances = Rows.SquaredDistances(centersA.to(ScalarType.Float64), centersB.to(ScalarType.Float64)); // (k, k)
        var partners = zeros(k, dtype: ScalarType.Int64, device: centersB.device);
        for (var matched = 0L; matched < k; matched++)
        {
            using var step = NewDisposeScope();
            var place = distances.argmin().view(1);
            var (row, partner) = (place.div(Held(k), RoundingMode.floor), place.remainder(Held(k)));
            partners.scatter_(0, row, partner);
            distances.index_fill_(0, row, Held(double.PositiveInfinity)).index_fill_(1, partner, Held(double.PositiveInfinity));
        }

        return partners.MoveToOuterDisposeScope();
    }

    private static double[,] Distances(Tensor centersA, Tensor centersB)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var k = (int)centersA.size(0);
        var squared = Rows.SquaredDistances(centersA.to(ScalarType.Float64), centersB.to(ScalarType.Float64));
        var flat = HostReads.ToArray<double>(squared.sqrt());
        var distances = new double[k, k];
        Buffer.BlockCopy(flat, 0, distances, 0, flat.Length * sizeof(double));
        if (Array.Exists(flat, static distance => !double.IsFinite(distance)))
        {
            throw new ArgumentException("Expected finite centres; a distance between them is NaN or infinite.", nameof(centersA));
        }

        return distances;
    }

    private static long[] Greedy(double[,] distances)
    {
        var k = distances.GetLength(0);
        var partners = new long[k];
        Array.Fill(partners, -1);
        var taken = new bool[k];
        var nearest = new int[k]; // the closest free partner of each unmatched row
        for (var row = 0; row < k; row++)
        {
            nearest[row] = Nearest(row);
        }

        for (var matched = 0; matched < k; matched++)
        {
            var closest = -1;
            for (var row = 0; row < k; row++)
            {
                if (partners[row] < 0 && (closest < 0 || distances[row, nearest[row]] < distances[closest, nearest[closest]]))
                {
                    closest = row;
                }
            }

            var partner = nearest[closest];
            partners[closest] = partner;
            taken[partner] = true;
            for (var row = 0; row < k; row++)
            {
                if (partners[row] < 0 && nearest[row] == partner)
                {
                    nearest[row] = Nearest(row);
                }
            }
        }

        return partners;

        // Ties by number; −1 once all are taken.
        int Nearest(int row)
        {
            var best = -1;
            for (var j = 0; j < k; j++)
            {
                if (!taken[j] && (best < 0 || distances[row, j] < distances[row, best]))
                {
                    best = j;
                }
            }

            return best;
        }
    }
}
