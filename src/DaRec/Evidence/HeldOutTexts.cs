using DaRec.Data;
using DaRec.Internal;
using DaRec.NewItems;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>
/// What a fifth of the training interactions, held out, say about texts that the others correct: the ridge, the log-odds, and how much of
/// their score stays beside a recommender's.
/// </summary>
internal sealed class HeldOutTexts
{
    private const double Share = 0.2;
    private const int RankedUsers = 1000;
    private const long RankedScores = 1L << 27; // fewer users where items are many
    private const int MaxPairs = 32_768;
    private const int Start = 2; // of the ridges below

    private static readonly double[] Ridges = [0.5, 1, 2, 4, 8];

    private readonly int _seed;
    private readonly Tensor _texts; // t, (n_i, r)
    private readonly Interactions _kept;
    private readonly Interactions _heldOut;
    private readonly int[] _users; // of the pairs
    private readonly int[] _taken;
    private readonly int[] _others;

    private HeldOutTexts(Tensor texts, Interactions interactions, int seed)
    {
        (_texts, _seed) = (texts, seed);
        var random = new Random(seed);
        int[] users = interactions.ToUsers(), items = interactions.Items.ToArray();
        var (kept, heldOut) = (new List<int>(), new List<int>());
        for (var user = 0; user < interactions.UserCount; user++)
        {
            var (first, end) = ((int)interactions.Offsets[user], (int)interactions.Offsets[user + 1]); // as many as one array holds
            for (var at = first; at < end; at++)
            {
                // The last one stays with a user that has kept none.
                var isHeldOut = random.NextDouble() < Share && (at < end - 1 || (kept.Count > 0 && kept[^1] >= first));
                (isHeldOut ? heldOut : kept).Add(at);
            }
        }

        (_kept, _heldOut) = (Part(kept), Part(heldOut));
        var (u, i, j) = (new List<int>(), new List<int>(), new List<int>());
        int[] order = [.. heldOut];
        random.Shuffle(order);
        foreach (var at in order.AsSpan(0, Math.Min(order.Length, MaxPairs)))
        {
            var other = items[random.Next(items.Length)];
            if (!interactions.Contains(users[at], other))
            {
                u.Add(users[at]);
                i.Add(items[at]);
                j.Add(other);
            }
        }

        (_users, _taken, _others) = ([.. u], [.. i], [.. j]);

        Interactions Part(List<int> numbers) => Interactions.FromPairs(
            [.. numbers.Select(at => users[at])], [.. numbers.Select(at => items[at])], interactions.UserCount, interactions.ItemCount);
    }

    /// <summary>
    /// The ridge that ranks held-out interactions best, the factor c that makes log-odds of its scores, 0 for none, and the share of
    /// <see cref="BesideInteractions"/>.
    /// </summary>
    /// <param name="texts">t, float32, (n_i, r).</param>
    /// <param name="interactions">At least one.</param>
    /// <param name="seed">Of the interactions that are held out, and of the items that are compared with them.</param>
    public static (double Ridge, double Slope, double Share) Choose(Tensor texts, Interactions interactions, int seed)
    {
        var parts = new HeldOutTexts(texts, interactions, seed);
        if (parts._users.Length == 0)
        {
            return (Ridges[Start], 0, 1);
        }

        // Recall has one peak along the ridges: up from the middle, or else down.
        var tried = new (double Recall, double Slope)?[Ridges.Length];
        var best = Start;
        foreach (var step in (ReadOnlySpan<int>)[1, -1])
        {
            for (var next = best + step; next >= 0 && next < Ridges.Length && Try(next).Recall > Try(best).Recall; next += step)
            {
                best = next;
            }
        }

        var (ridge, slope) = (Ridges[best], Try(best).Slope);
        return (ridge, slope, slope > 0 ? parts.ShareOf(ridge, slope) : 1);

        (double Recall, double Slope) Try(int at) => tried[at] ??= parts.Try(Ridges[at]);
    }

    private double ShareOf(double ridge, double slope)
    {
        using var scope = NewDisposeScope();
        var corrected = CorrectedTexts.Fit(_texts, _kept, ridge);
        var profiles = corrected.Profiles.mul(corrected.Weights.mul(Held(slope)).to(ScalarType.Float32));
        return BesideInteractions.Choose(profiles, corrected.Items, _kept, _heldOut, (Candidates(), MostUsers), _seed);
    }

    private int MostUsers => (int)Math.Min(RankedUsers, Math.Max(1, RankedScores / _kept.ItemCount));

    private int[] Candidates() => [.. Enumerable.Range(0, _kept.UserCount).Where(user => _heldOut.ItemsOf(user).Length > 0)];

    private (double Recall, double Slope) Try(double ridge)
    {
        using var scope = NewDisposeScope();
        var corrected = CorrectedTexts.Fit(_texts, _kept, ridge);
        var users = corrected.Profiles.mul(corrected.Weights.to(ScalarType.Float32));
        var sample = new RankingSample(
            users, corrected.Items, LeaningItems.None(corrected.Items.size(1)), _kept, Candidates(), MostUsers);
        var differences = corrected.Items.index_select(0, TextProfiles.Numbers(_taken))
            .sub_(corrected.Items.index_select(0, TextProfiles.Numbers(_others)));
        var scores = differences.mul_(users.index_select(0, TextProfiles.Numbers(_users))).sum(1L, type: ScalarType.Float64);
        return (sample.Recall(_heldOut, [])[0], LogisticSlope.Fit(HostReads.ToArray<double>(scores)));
    }
}
