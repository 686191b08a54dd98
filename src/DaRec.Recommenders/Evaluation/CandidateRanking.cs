using DaRec.Data;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Measures a ranking of all items, or of some of them alone.</summary>
/// <remarks>Users without a test item among the candidates do not count.</remarks>
internal sealed class CandidateRanking
{
    private readonly CandidateItems? _candidates;
    private readonly RankingEvaluator? _evaluator; // null where nobody has a test item among the candidates
    private int? _sampledFrom; // how many users those of the part were drawn from

    /// <summary>Creates the ranking.</summary>
    /// <param name="candidates">What is ranked; null for all items.</param>
    /// <param name="train">Interactions that are left out.</param>
    /// <param name="test">Interactions that should rank high.</param>
    /// <param name="cutoffs">As for <see cref="RankingEvaluator"/>.</param>
    public CandidateRanking(CandidateItems? candidates, Interactions train, Interactions test, IReadOnlyList<int> cutoffs)
    {
        _candidates = candidates;
        if (candidates is not null)
        {
            (train, test) = (candidates.Of(train), candidates.Of(test));
        }

        _evaluator = candidates is not null && test.Count == 0 ? null : new RankingEvaluator(train, test, cutoffs);
    }

    /// <summary>
    /// The ranking that training stops by: of all items; where the part has cold ones, which no training moves, of the warm ones alone;
    /// null where the part has nothing else.
    /// </summary>
    /// <param name="train">Interactions that are left out.</param>
    /// <param name="validation">The part.</param>
    /// <param name="cutoffs">As for <see cref="RankingEvaluator"/>.</param>
    /// <param name="users">How many users it is measured on at most; null for all.</param>
    /// <param name="seed">Of the draw of users.</param>
    public static CandidateRanking? ForStopping(
        Interactions train, Interactions validation, IReadOnlyList<int> cutoffs, int? users = null, int seed = 0)
    {
        var items = new WarmItems(train);
        if (!items.HasWarm(validation))
        {
            return null;
        }

        var candidates = items.HasCold(validation) ? items.Warm() : null;
        var sample = UserSample.Of(validation, users, seed, items);
        return new CandidateRanking(candidates, train, sample.Part, cutoffs) { _sampledFrom = sample.From };
    }

    /// <summary>Measures the ranking that these representations give; null where nobody can be measured.</summary>
    /// <param name="users">As for <see cref="RankingEvaluator.Evaluate(Tensor, Tensor)"/>.</param>
    /// <param name="items">Of all items.</param>
    public RankingMetrics? Evaluate(Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        return _evaluator?.EvaluateUsers(users, _candidates?.Of(items) ?? items).Mean(_sampledFrom) is { Users: > 0 } metrics ? metrics : null;
    }

    /// <summary>Measures the ranking that these scores give; null where nobody can be measured.</summary>
    /// <param name="scores">Of all items.</param>
    public RankingMetrics? Evaluate(IItemScores scores) =>
        _evaluator?.Evaluate(_candidates?.Of(scores) ?? scores) is { Users: > 0 } metrics ? metrics : null;
}
