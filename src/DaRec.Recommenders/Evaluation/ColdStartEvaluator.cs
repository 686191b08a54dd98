using DaRec.Data;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Measures how well items without training interactions are ranked: among themselves, and among all items.</summary>
/// <remarks>
/// An item is cold if it has no training interaction, and warm if it has one. There are three rankings, each measured as by <see cref="RankingEvaluator"/>:
/// <code>
/// ranking   candidates                                  test items        users
/// Cold      cold items with an interaction in the part  the cold ones     those with a cold item in the part
/// Warm      warm items, without the user's training     the warm ones     those with a warm item in the part
/// Overall   all items, without the user's training      all               those with both; where there are none, those with any
/// </code>
/// These are the rankings of the ColdRec benchmark. Where all items are warm, Warm and Overall are what
/// <see cref="RankingEvaluator"/> measures.
/// </remarks>
/// <example>
/// <code>
/// var metrics = new ColdStartEvaluator(train, test, 20).Evaluate(users, items);
/// Console.WriteLine(metrics.Cold?.Recall[20]);                   // null where the part has no cold items
/// </code>
/// </example>
public sealed class ColdStartEvaluator
{
    private readonly CandidateRanking _cold;
    private readonly CandidateRanking _warm;
    private readonly CandidateRanking _overall;

    /// <summary>Creates an evaluator with one k.</summary>
    /// <param name="train">Interactions that define the cold items and are left out of the rankings.</param>
    /// <param name="test">Interactions that should rank high, of as many users and items.</param>
    /// <param name="cutoff">k ≥ 1.</param>
    /// <exception cref="ArgumentException">Parts of other users or items, or a k out of range.</exception>
    public ColdStartEvaluator(Interactions train, Interactions test, int cutoff)
        : this(train, test, (IReadOnlyList<int>)[cutoff])
    {
    }

    /// <summary>Creates an evaluator.</summary>
    /// <param name="train">Interactions that define the cold items and are left out of the rankings.</param>
    /// <param name="test">Interactions that should rank high, of as many users and items.</param>
    /// <param name="cutoffs">The values of k, each ≥ 1; none takes 5, 10 and 20.</param>
    /// <exception cref="ArgumentException">Parts of other users or items, or a k out of range.</exception>
    public ColdStartEvaluator(Interactions train, Interactions test, params IReadOnlyList<int> cutoffs)
    {
        FullRanking.EnsureFit(train, test);
        var items = new WarmItems(train);
        _cold = new CandidateRanking(items.ColdOf(test), train, test, cutoffs);
        _warm = new CandidateRanking(items.Warm(), train, test, cutoffs);
        _overall = new CandidateRanking(null, train, items.OfUsersWithBoth(test), cutoffs);
    }

    /// <summary>Measures the rankings by inner product that these representations give.</summary>
    /// <param name="users">Representations of the users, float32 or float64, finite, shape (n_u, d).</param>
    /// <param name="items">Representations of the items, of the same element type and device, shape (n_i, d).</param>
    /// <exception cref="ArgumentException">Tables of another shape or type, or with NaN or infinity.</exception>
    public ColdStartMetrics Evaluate(Tensor users, Tensor items)
    {
        var overall = _overall.Evaluate(users, items); // first: it checks whole tables
        return new ColdStartMetrics
        {
            Cold = _cold.Evaluate(users, items),
            Warm = _warm.Evaluate(users, items),
            Overall = overall,
        };
    }

    /// <summary>Measures the rankings that these scores give.</summary>
    /// <param name="scores">Scores of as many users and items; not disposed here.</param>
    /// <exception cref="ArgumentException">Scores of other users or items, of another shape or type, or with NaN or infinity.</exception>
    public ColdStartMetrics Evaluate(IItemScores scores) => new()
    {
        Overall = _overall.Evaluate(scores),
        Cold = _cold.Evaluate(scores),
        Warm = _warm.Evaluate(scores),
    };
}
