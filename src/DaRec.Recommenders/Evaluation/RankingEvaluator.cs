using DaRec.Data;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Measures Recall and NDCG of the full ranking of all items.</summary>
/// <remarks>
/// <code>
/// Recall@k = |top k ∩ test| / |test|
/// NDCG@k = Σ_{r ≤ k, item r ∈ test} 1/log₂(r + 1)  /  Σ_{r ≤ min(k, |test|)} 1/log₂(r + 1)
/// </code>
/// The ranking leaves out a user's training items, and the mean leaves out users without test items. With one test item a user, as in
/// leave-last-out parts, Recall@k is the hit rate. Of items with the same score, the lower number comes first. Users are ranked in blocks:
/// memory does not grow with their number.
/// </remarks>
/// <example>
/// <code>
/// var metrics = new RankingEvaluator(train, test, 10, 20).Evaluate(users, items);
/// Console.WriteLine($"Recall@20 {metrics.Recall[20]:f4}");
/// </code>
/// </example>
public sealed class RankingEvaluator
{
    private readonly Interactions _test;
    private readonly int[] _cutoffs;
    private readonly FullRanking _ranking;
    private readonly DiscountedGain _gain;

    /// <summary>Creates an evaluator with one k.</summary>
    /// <param name="train">Interactions that are left out of the ranking.</param>
    /// <param name="test">Interactions that should rank high, of as many users and items.</param>
    /// <param name="cutoff">k ≥ 1.</param>
    /// <exception cref="ArgumentException">Parts of other users or items, or a k out of range.</exception>
    public RankingEvaluator(Interactions train, Interactions test, int cutoff)
        : this(train, test, (IReadOnlyList<int>)[cutoff])
    {
    }

    /// <summary>Creates an evaluator.</summary>
    /// <param name="train">Interactions that are left out of the ranking.</param>
    /// <param name="test">Interactions that should rank high, of as many users and items.</param>
    /// <param name="cutoffs">The values of k, each ≥ 1; none takes 5, 10 and 20.</param>
    /// <exception cref="ArgumentException">Parts of other users or items, or a k out of range.</exception>
    public RankingEvaluator(Interactions train, Interactions test, params IReadOnlyList<int> cutoffs)
    {
        ArgumentNullException.ThrowIfNull(cutoffs);
        if (cutoffs.Any(k => k < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(cutoffs), string.Join(", ", cutoffs), "Expected each k ≥ 1.");
        }

        _test = test;
        _cutoffs = cutoffs.Count == 0 ? [5, 10, 20] : [.. cutoffs.Distinct().Order()];
        _ranking = new FullRanking(train, test, _cutoffs[^1]);
        _gain = new DiscountedGain(_ranking.Depth);
    }

    /// <summary>As <see cref="FullRanking.BlockScores"/>.</summary>
    internal long BlockScores
    {
        get => _ranking.BlockScores;
        init => _ranking.BlockScores = value;
    }

    /// <summary>Measures the ranking by inner product that these representations give.</summary>
    /// <param name="users">Representations of the users, float32 or float64, finite, shape (n_u, d).</param>
    /// <param name="items">Representations of the items, of the same element type and device, shape (n_i, d).</param>
    /// <exception cref="ArgumentException">Tables of another shape or type, or with NaN or infinity.</exception>
    public RankingMetrics Evaluate(Tensor users, Tensor items) => EvaluateUsers(users, items).Mean();

    /// <summary>Measures the ranking that these scores give.</summary>
    /// <param name="scores">Scores of as many users and items; not disposed here.</param>
    /// <exception cref="ArgumentException">Scores of other users or items, of another shape or type, or with NaN or infinity.</exception>
    public RankingMetrics Evaluate(IItemScores scores) => EvaluateUsers(scores).Mean();

    /// <summary>Measures the ranking by inner product that these representations give, for each user.</summary>
    /// <param name="users">Representations of the users, float32 or float64, finite, shape (n_u, d).</param>
    /// <param name="items">Representations of the items, of the same element type and device, shape (n_i, d).</param>
    /// <exception cref="ArgumentException">Tables of another shape or type, or with NaN or infinity.</exception>
    public UserMetrics EvaluateUsers(Tensor users, Tensor items)
    {
        using var scores = EmbeddingScores.Of(users, items, _test.UserCount, _test.ItemCount);
        return EvaluateUsers(scores);
    }

    /// <summary>Measures the ranking that these scores give, for each user.</summary>
    /// <param name="scores">Scores of as many users and items; not disposed here.</param>
    /// <exception cref="ArgumentException">Scores of other users or items, of another shape or type, or with NaN or infinity.</exception>
    public UserMetrics EvaluateUsers(IItemScores scores)
    {
        var count = _ranking.Users.Length;
        var recall = Array.ConvertAll(_cutoffs, _ => new double[count]);
        var ndcg = Array.ConvertAll(_cutoffs, _ => new double[count]);
        _ranking.Rank(scores, (position, best) => Measure(position, best, recall, ndcg));
        return new UserMetrics { Users = _ranking.Users.ToArray(), Recall = ByCutoff(recall), Ndcg = ByCutoff(ndcg) };
    }

    private void Measure(int position, ReadOnlySpan<int> best, double[][] recall, double[][] ndcg)
    {
        var user = _ranking.Users[position];
        var relevant = _test.ItemsOf(user).Length;
        var (hits, gain, place) = (0, 0.0, 0);
        for (var c = 0; c < _cutoffs.Length; c++)
        {
            for (; place < Math.Min(_cutoffs[c], best.Length); place++)
            {
                if (_test.Contains(user, best[place]))
                {
                    hits++;
                    gain += _gain[place];
                }
            }

            recall[c][position] = (double)hits / relevant;
            ndcg[c][position] = gain / _gain.Ideal(Math.Min(_cutoffs[c], relevant));
        }
    }

    private Dictionary<int, IReadOnlyList<double>> ByCutoff(double[][] values) =>
        _cutoffs.Zip(values).ToDictionary(pair => pair.First, pair => (IReadOnlyList<double>)pair.Second);
}
