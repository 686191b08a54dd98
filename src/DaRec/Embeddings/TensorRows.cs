using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Embeddings;

/// <summary>Rows of a tensor, on whatever device it lies.</summary>
internal sealed class TensorRows(Tensor table) : EmbeddingRows
{
    // Detached from autograd, so nothing trains it; and from dispose scopes, so it lives until this object is disposed.
    private readonly Tensor _table = table.detach().DetachFromDisposeScope();

    public override long Count { get; } = table.shape[0];

    public override int Width { get; } = checked((int)table.shape[1]);

    public override Device Device { get; } = table.device;

    public override long ItemSize { get; } = table.element_size();

    public override Tensor Gather(Tensor rows)
    {
        ObjectDisposedException.ThrowIf(_table.IsInvalid, typeof(FrozenEmbeddings));
        var index = Uploads.Send(rows, Device);

        // Checked here because on a GPU an index out of range kills the whole context; it costs one flag read back.
        if (HostReads.IsTrue(((index < Held(0)) | (index >= Held(Count))).any()))
        {
            CheckRange(HostReads.ToArray<long>(index));
        }

        return MetaForms.Select(_table, index); // (m, e)
    }

    public override Tensor GatherInside(Tensor rows)
    {
        ObjectDisposedException.ThrowIf(_table.IsInvalid, typeof(FrozenEmbeddings));
        return MetaForms.Select(_table, Uploads.Send(rows, Device));
    }

    public override Tensor Gather(ReadOnlySpan<long> rows)
    {
        CheckRange(rows);
        return GatherInside(torch.tensor(rows.ToArray(), ScalarType.Int64));
    }

    public override Tensor Block(long start, long count)
    {
        ObjectDisposedException.ThrowIf(_table.IsInvalid, typeof(FrozenEmbeddings));
        return _table.narrow(0, start, count).clone(); // (count, e), never a view of the table
    }

    public override EmbeddingRows Share() => new TensorRows(_table);

    public override void Dispose() => _table.Dispose();
}
