using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Graphs;

/// <summary>A sparse matrix by rows, in tensors of one device.</summary>
/// <param name="Offsets">Where each row begins, and the last ends, int64, (n + 1).</param>
/// <param name="Columns">The column of each entry, int64, (entries).</param>
/// <param name="Values">Its value, float32, (entries).</param>
/// <param name="Numbers">Its number in the form by rows, int64, (entries); null where this is that form.</param>
internal sealed record DeviceRows(Tensor Offsets, Tensor Columns, Tensor Values, Tensor? Numbers) : IDisposable
{
    /// <summary>The values of a step, of an element type, in the caller's dispose scope.</summary>
    public Tensor Kept(EntryDropout? dropout, ScalarType dtype)
    {
        using var scope = NewDisposeScope();
        var kept = dropout is { } some
            ? Values.mul(some.Kept(Numbers ?? arange(Held(0), Held(Values.numel()), Held(1), dtype: ScalarType.Int64, device: Values.device)))
            : Values.alias();
        return kept.to(dtype).MoveToOuterDisposeScope();
    }

    /// <summary>A x, without a tensor of entries times d and with nothing to sort: a sum of bags of weighted rows.</summary>
    /// <param name="kept">Values of the entries, of x's element type.</param>
    /// <param name="dense">x, shape (m, d).</param>
    public Tensor Multiply(Tensor kept, Tensor dense)
    {
        using var scope = NewDisposeScope();
        if (dense.device_type == DeviceType.META)
        {
            return dense.new_empty([Offsets.size(0) - 1, dense.size(1)]).MoveToOuterDisposeScope(); // it has no bags, nor numbers
        }

        // Detached: the module makes its table one that needs no gradient, and would make the caller's so.
        using var bags = EmbeddingBag_from_pretrained(
            dense.detach().contiguous(), freeze: true, mode: EmbeddingBagMode.Sum, include_last_offset: true);
        return bags.call(Columns, Offsets, kept).MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        Offsets.Dispose();
        Columns.Dispose();
        Values.Dispose();
        Numbers?.Dispose();
    }
}
