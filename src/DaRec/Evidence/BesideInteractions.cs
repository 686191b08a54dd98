using DaRec.Data;
using DaRec.NewItems;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>How much of the text score stays beside a recommender of the interactions alone, where those tell as much as texts.</summary>
/// <remarks>
/// The recommender is implicit alternating least squares of a small width, which stands for the host's: it is fitted to the kept
/// interactions, and the held-out ones are ranked by its score with the text score of the default weight w times each share,
/// <code>s(u, i) + share w σ ℓ(u, i)</code>
/// All of it stays unless another share ranks better by more than chance, as where texts are vague and items have many interactions.
/// </remarks>
internal static class BesideInteractions
{
    private const int Width = 32;
    private const int Rounds = 6;
    private const double UnobservedShare = 2; // 20, as for texts, makes a poorer recommender
    private const int LeastUsers = 200; // fewer cannot say
    private const double Errors = 2; // standard errors that are no chance

    private static readonly double[] Ridges = [1, 2, 4];
    private static readonly float[] Shares = [1, 1 / 2f, 1 / 4f, 1 / 8f, 1 / 16f, 1 / 32f]; // none would leave new items without a score

    /// <summary>The share, in (0, 1].</summary>
    /// <param name="profiles">The users' side of ℓ, all weights within, float32, (n_u, r).</param>
    /// <param name="texts">The items' side, float32, (n_i, r).</param>
    /// <param name="kept">What both recommender and texts were fitted to.</param>
    /// <param name="heldOut">What is ranked.</param>
    /// <param name="users">Users with held-out interactions, and how many of them are ranked for.</param>
    /// <param name="seed">Of the recommender's first vectors.</param>
    public static double Choose(
        Tensor profiles, Tensor texts, Interactions kept, Interactions heldOut, (int[] Candidates, int Most) users, int seed)
    {
        if (Math.Min(users.Candidates.Length, users.Most) < LeastUsers)
        {
            return Shares[0];
        }

        var byItem = kept.Transpose();

        // Of several recommenders the best one, so that texts are not worth more than they are for being compared with a poor one.
        var recalls = Ridges.Select(Recalls).MaxBy(users => users[0].Sum())!;
        var best = Enumerable.Range(1, Shares.Length).MaxBy(at => recalls[at].Sum());
        return IsBetter(recalls[best], recalls[1]) ? Shares[best - 1] : Shares[0];

        double[][] Recalls(double ridge)
        {
            using var scope = NewDisposeScope();
            var (own, items) = Recommender(kept, byItem, ridge, seed);
            var weight = TextEvidence.Deviation(own, items).mul(Held(TextEvidence.DefaultScoreWeight)).to(ScalarType.Float32);
            var everything = TextProfiles.Numbers([.. Enumerable.Range(0, kept.ItemCount)]);
            var scored = new LeaningItems(everything, zeros(kept.ItemCount, 1), cat([zeros_like(items), texts], 1));
            var sample = new RankingSample(
                cat([own, profiles.mul(weight)], 1), cat([items, zeros_like(texts)], 1), scored, kept, [.. users.Candidates], users.Most);
            return sample.Recalls(heldOut, Shares);
        }
    }

    // By the mean of differences over their standard error.
    private static bool IsBetter(double[] recalls, double[] others)
    {
        var differences = recalls.Zip(others, (one, other) => one - other).ToArray();
        var mean = differences.Average();
        var variance = differences.Sum(difference => (difference - mean) * (difference - mean)) / (differences.Length - 1);
        return mean > Errors * Math.Sqrt(variance / differences.Length);
    }

    private static (Tensor Users, Tensor Items) Recommender(Interactions training, Interactions byItem, double ridge, int seed)
    {
        using var generator = new Generator((ulong)seed);
        var unobserved = UnobservedShare * training.Count / ((double)training.UserCount * training.ItemCount);
        var items = randn(training.ItemCount, Width, generator: generator).div_(Held(Math.Sqrt(Width)));
        var users = items;
        for (var round = 0; round < Rounds; round++)
        {
            users = RidgeRows.Solve(training, items, prior: null, unobserved, ridge);
            items = RidgeRows.Solve(byItem, users, prior: null, unobserved, ridge);
        }

        return (users, items);
    }
}
