using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Measures Recall and NDCG separately for tail, middle and head items and users.</summary>
/// <remarks>
/// For a third T of the items (<see cref="PopularityThird"/> defines it),
/// <code>
/// Recall@k(T) = mean over users with test ∩ T ≠ ∅ of |top k ∩ test ∩ T| / |test ∩ T|
/// </code>
/// where top k is the first k items of the full ranking, of all thirds. For a third of the users, the metrics are the mean of Recall@k and
/// NDCG@k over its users with test items. The thirds depend on the training interactions alone. Ranking, ties and memory are as for
/// <see cref="RankingEvaluator"/>.
/// </remarks>
/// <example>
/// <code>
/// var metrics = new PopularityEvaluator(train, test).Evaluate(users, items);
/// Console.WriteLine(metrics);                                    // a line for each third
/// </code>
/// </example>
public sealed class PopularityEvaluator
{
    private readonly Interactions _test;
    private readonly int _cutoff;
    private readonly FullRanking _ranking;
    private readonly DiscountedGain _gain;
    private readonly PopularityThirds _items;
    private readonly PopularityThirds _users;

    /// <summary>Creates an evaluator.</summary>
    /// <param name="train">Interactions that define the thirds and are left out of the ranking.</param>
    /// <param name="test">Interactions that should rank high, of as many users and items.</param>
    /// <param name="cutoff">k, number of ranked items that count, ≥ 1. Default 20.</param>
    /// <exception cref="ArgumentException">Parts of other users or items, or a cutoff out of range.</exception>
    public PopularityEvaluator(Interactions train, Interactions test, int cutoff = 20)
    {
        Guard.AtLeast(cutoff, 1);
        _ranking = new FullRanking(train, test, cutoff);
        (_test, _cutoff) = (test, cutoff);
        _gain = new DiscountedGain(_ranking.Depth);
        _items = new PopularityThirds(train.ItemDegrees());
        _users = new PopularityThirds([.. Enumerable.Range(0, train.UserCount).Select(user => train.ItemsOf(user).Length)]);
    }

    /// <summary>Measures the ranking by inner product that these representations give.</summary>
    /// <param name="users">Representations of the users, float32 or float64, finite, shape (n_u, d).</param>
    /// <param name="items">Representations of the items, of the same element type and device, shape (n_i, d).</param>
    /// <exception cref="ArgumentException">Tables of another shape or type, or with NaN or infinity.</exception>
    public PopularityMetrics Evaluate(Tensor users, Tensor items)
    {
        using var scores = EmbeddingScores.Of(users, items, _test.UserCount, _test.ItemCount);
        return Evaluate(scores);
    }

    /// <summary>Measures the ranking that these scores give.</summary>
    /// <param name="scores">Scores of as many users and items; not disposed here.</param>
    /// <exception cref="ArgumentException">Scores of other users or items, of another shape or type, or with NaN or infinity.</exception>
    public PopularityMetrics Evaluate(IItemScores scores)
    {
        var measured = new UserMetrics[_ranking.Users.Length];
        _ranking.Rank(scores, (position, best) => measured[position] = Measure(_ranking.Users[position], best));
        return new PopularityMetrics
        {
            Cutoff = _cutoff,
            Items = [.. PopularityThirds.All.Select(third => _items.Metrics(
                third, [.. measured.Select(user => user.ItemRecall[(int)third]).OfType<double>()], []))],
            Users = [.. PopularityThirds.All.Select(third =>
            {
                var own = measured.Where(user => user.Third == third).ToList();
                return _users.Metrics(third, own.ConvertAll(user => user.Recall), own.ConvertAll(user => user.Ndcg));
            })],
        };
    }

    private UserMetrics Measure(int user, ReadOnlySpan<int> best)
    {
        var test = _test.ItemsOf(user);
        var (held, hits, gain) = (new int[PopularityThirds.All.Count], new int[PopularityThirds.All.Count], 0.0);
        foreach (var item in test)
        {
            held[(int)_items[item]]++;
        }

        for (var place = 0; place < best.Length; place++)
        {
            if (_test.Contains(user, best[place]))
            {
                hits[(int)_items[best[place]]]++;
                gain += _gain[place];
            }
        }

        return new UserMetrics(
            _users[user],
            [.. held.Zip(hits, (all, found) => all == 0 ? (double?)null : (double)found / all)],
            (double)hits.Sum() / test.Length,
            gain / _gain.Ideal(Math.Min(_cutoff, test.Length)));
    }

    // ItemRecall: over the user's test items of each third; null where there are none.
    private sealed record UserMetrics(PopularityThird Third, double?[] ItemRecall, double Recall, double Ndcg);
}
