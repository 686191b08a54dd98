using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>The bits that texts tell about interactions, across halves of the items.</summary>
internal static class TextInformation
{
    private const double LeastBits = 1e-6; // less is rounding

    /// <summary>Bits of the pairs of each half of the items, told by weights and slope of the other half; 0 for noise.</summary>
    /// <param name="texts">z, float32, (n_i, r).</param>
    /// <param name="variances">E[z²], float64, (r).</param>
    /// <param name="users">The user of each interaction.</param>
    /// <param name="items">Its item.</param>
    /// <param name="userCount">n_u.</param>
    /// <param name="seed">Of the halves and of the items that are compared with those taken.</param>
    public static double Measure(Tensor texts, Tensor variances, int[] users, int[] items, int userCount, int seed)
    {
        using var scope = NewDisposeScope();
        var random = new Random(seed);
        var isFirst = new bool[texts.size(0)];
        for (var item = 0; item < isFirst.Length; item++)
        {
            isFirst[item] = random.Next(2) == 0;
        }

        if (Half(true) is not { } first || Half(false) is not { } second)
        {
            return 0;
        }

        var bits = (Told(first, second) + Told(second, first)) / 2;
        return bits < LeastBits ? 0 : Math.Min(1, bits);

        (Tensor Differences, Tensor Weights)? Half(bool which)
        {
            int[] kept = [.. Enumerable.Range(0, users.Length).Where(at => isFirst[items[at]] == which)];
            if (kept.Length == 0)
            {
                return null;
            }

            var profiles = new TextProfiles(
                texts, Array.ConvertAll(kept, at => users[at]), Array.ConvertAll(kept, at => items[at]), userCount);
            var pairs = EvidencePairs.Draw(profiles, seed);
            return pairs.Count == 0 ? null : pairs.Moments(profiles, variances);
        }

        static double Told((Tensor Differences, Tensor Weights) of, (Tensor Differences, Tensor Weights) by) =>
            LogisticSlope.Bits(Scores(of.Differences, by.Weights), LogisticSlope.Fit(Scores(by.Differences, by.Weights)));
    }

    private static double[] Scores(Tensor differences, Tensor weights)
    {
        using var scores = differences.mv(weights);
        return HostReads.ToArray<double>(scores);
    }
}
