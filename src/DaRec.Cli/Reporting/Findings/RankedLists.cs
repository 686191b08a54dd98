using DaRec.Cli.Inspecting;
using DaRec.Data;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Reporting.Findings;

/// <summary>The twenty best items of every user, training items left out, and what they come to on the test part.</summary>
internal sealed class RankedLists
{
    /// <summary>Length of a list.</summary>
    public const int Length = 20;

    private readonly int[][] _lists; // by user
    private readonly DiscountedGain _gain;
    private readonly int _depth;

    /// <summary>Ranks for all users.</summary>
    public RankedLists(RunVectors vectors, Interactions training)
    {
        // Everybody has an item here, so that everybody is ranked for.
        var everybody = Interactions.FromPairs(
            [.. Enumerable.Range(0, training.UserCount)], new int[training.UserCount], training.UserCount, training.ItemCount);
        var ranking = new FullRanking(training, everybody, Length);
        var lists = new int[training.UserCount][];
        ranking.Rank(vectors.Ranked.Users, vectors.Ranked.Items, (user, best) => lists[user] = best.ToArray());
        (_lists, _gain, _depth) = (lists, new DiscountedGain(ranking.Depth), ranking.Depth);
    }

    /// <summary>A user's list, best first.</summary>
    public IReadOnlyList<int> this[int user] => _lists[user];

    /// <summary>Number of lists that each item is on.</summary>
    public int[] Exposure(int itemCount)
    {
        var counts = new int[itemCount];
        foreach (var item in _lists.SelectMany(list => list))
        {
            counts[item]++;
        }

        return counts;
    }

    /// <summary>The share of a user's test items on the list; null without test items that count.</summary>
    /// <param name="user">The user.</param>
    /// <param name="test">The test part.</param>
    /// <param name="counts">The items that count; null for all.</param>
    public double? Recall(int user, Interactions test, Func<int, bool>? counts = null)
    {
        var (hits, all) = (0, 0);
        foreach (var item in test.ItemsOf(user))
        {
            if (counts is null || counts(item))
            {
                all++;
                hits += Array.IndexOf(_lists[user], item) >= 0 ? 1 : 0;
            }
        }

        return all == 0 ? null : (double)hits / all;
    }

    /// <summary>NDCG of a user's list; null without test items.</summary>
    public double? Ndcg(int user, Interactions test)
    {
        if (test.ItemsOf(user) is { IsEmpty: true })
        {
            return null;
        }

        var sum = 0.0;
        foreach (var (place, item) in _lists[user].Index())
        {
            sum += test.Contains(user, item) ? _gain[place] : 0;
        }

        return sum / _gain.Ideal(Math.Min(_depth, test.ItemsOf(user).Length));
    }
}
