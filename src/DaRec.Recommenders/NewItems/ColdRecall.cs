using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>Recall@20 of the ranking of a part's cold items alone.</summary>
internal sealed class ColdRecall
{
    private const int Cutoff = 20;

    private readonly RankingEvaluator _evaluator;
    private readonly long[] _candidates;

    private ColdRecall(RankingEvaluator evaluator, long[] candidates) => (_evaluator, _candidates) = (evaluator, candidates);

    /// <summary>For the cold items that occur in the part; null where none does.</summary>
    public static ColdRecall? Of(Interactions train, Interactions? part)
    {
        if (part is null)
        {
            return null;
        }

        var degrees = train.ItemDegrees();
        var pairs = part.ToUsers().Zip(part.Items.ToArray()).Where(pair => degrees[pair.Second] == 0).ToList();
        int[] candidates = [.. pairs.Select(pair => pair.Second).Distinct().Order()];
        if (candidates.Length == 0)
        {
            return null;
        }

        var places = candidates.Select((item, place) => (item, place)).ToDictionary(pair => pair.item, pair => pair.place);
        var test = Interactions.FromPairs(
            [.. pairs.Select(pair => pair.First)], [.. pairs.Select(pair => places[pair.Second])], part.UserCount, candidates.Length);
        var nothing = Interactions.FromPairs([], [], part.UserCount, candidates.Length);
        return new ColdRecall(new RankingEvaluator(nothing, test, Cutoff), [.. candidates.Select(item => (long)item)]);
    }

    /// <summary>The mean over users who have such items, in [0, 1].</summary>
    /// <param name="users">Shape (n_u, w).</param>
    /// <param name="items">Shape (n_i, w).</param>
    public double Measure(Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        return _evaluator.Evaluate(users, items.index_select(0, tensor(_candidates))).Recall[Cutoff];
    }
}
