using DaRec.Data;
using DaRec.Embeddings;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.NewItems;

/// <summary>Item texts as methods for new items compare them: without what all have in common, and of one length.</summary>
internal static class ItemTextRows
{
    // Texts nearer to the mean than this share of the others say nothing: often they are that mean, put in where an item has no text,
    // and what rounding leaves of them must not become a direction.
    private const double NegligibleLength = 0.05;

    /// <summary>The same with the items that have training interactions as the warm ones.</summary>
    /// <param name="texts">Finite, shape (n_i, e).</param>
    /// <param name="train">Training interactions, at least one.</param>
    public static Tensor Of(FrozenEmbeddings texts, Interactions train)
    {
        using var scope = NewDisposeScope();
        long[] warm = [.. train.ItemDegrees().Index().Where(item => item.Item > 0).Select(item => (long)item.Index)];
        return Of(texts, tensor(warm)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// (t − t̄) / ‖t − t̄‖ with t̄ the mean over warm items, or 0 for a text that hardly differs from it; float32, shape (n_i, e).
    /// </summary>
    /// <param name="texts">Finite, shape (n_i, e).</param>
    /// <param name="warm">Item numbers, int64, at least one.</param>
    public static Tensor Of(FrozenEmbeddings texts, Tensor warm)
    {
        using var scope = NewDisposeScope();
        var rows = texts.Block(0, texts.Count, device: CPU);
        rows.sub_(rows.index_select(0, warm).mean([0L], keepdim: true));
        var lengths = rows.norm(1, keepdim: true, p: 2); // (n_i, 1)
        var empty = lengths.le(lengths.mean().mul(Held(NegligibleLength)));
        return rows.div_(lengths.masked_fill(empty, Held(1))).masked_fill_(empty, Held(0)).MoveToOuterDisposeScope();
    }
}
