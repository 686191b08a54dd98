using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>The scores of some of the items, numbered anew. Disposing it leaves the whole alone.</summary>
/// <param name="whole">The scores of all items.</param>
/// <param name="items">Their numbers in the whole.</param>
internal sealed class CandidateScores(IItemScores whole, IReadOnlyList<int> items) : IItemScores
{
    public int UserCount => whole.UserCount;

    public int ItemCount => items.Count;

    public Tensor Scores(ReadOnlySpan<int> users)
    {
        using var scope = NewDisposeScope();
        var scores = whole.Scores(users);
        return scores.index_select(1, Uploads.Send(tensor(items.ToArray(), dtype: ScalarType.Int64), scores.device)).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
    }
}
