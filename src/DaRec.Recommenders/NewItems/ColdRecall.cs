using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>Recall@20 of the ranking of a part's cold items alone.</summary>
internal sealed class ColdRecall
{
    private const int Cutoff = 20;

    private readonly CandidateRanking _ranking;

    private ColdRecall(CandidateRanking ranking) => _ranking = ranking;

    /// <summary>For the cold items that occur in the part; null where none does.</summary>
    public static ColdRecall? Of(Interactions train, Interactions? part)
    {
        var items = new WarmItems(train);
        return part is not null && items.HasCold(part)
            ? new ColdRecall(new CandidateRanking(items.ColdOf(part), train, part, [Cutoff]))
            : null;
    }

    /// <summary>The mean over users who have such items, in [0, 1].</summary>
    /// <param name="users">Shape (n_u, w).</param>
    /// <param name="items">Shape (n_i, w).</param>
    public double Measure(Tensor users, Tensor items) => _ranking.Evaluate(users, items)!.Recall[Cutoff];
}
