using DaRec.Kernels.Cuda;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Graphs;

/// <summary>A sparse matrix by rows, in tensors of one device.</summary>
/// <param name="Levels">Bags of entries, each by its column, then bags of those bags, until there is one for each row.</param>
/// <param name="Values">The value of each entry, float32, (entries).</param>
/// <param name="Numbers">Its number in the form by rows, int64, (entries); null where this is that form.</param>
internal sealed record DeviceRows(IReadOnlyList<DeviceBags> Levels, Tensor Values, Tensor? Numbers) : IDisposable
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
            return dense.new_empty([Levels[^1].Bounds.size(0) - 1, dense.size(1)]).MoveToOuterDisposeScope(); // it has no bags, nor numbers
        }

        // Detached: the module makes its table one that needs no gradient, and would make the caller's so.
        var sums = Sum(Levels[0], dense.detach().contiguous(), kept);
        foreach (var bags in Levels.Skip(1))
        {
            sums = Sum(bags, sums, null);
        }

        return sums.MoveToOuterDisposeScope();
    }

    public void Dispose()
    {
        foreach (var bags in Levels)
        {
            bags.Dispose();
        }

        Values.Dispose();
        Numbers?.Dispose();
    }

    private static Tensor Sum(DeviceBags bags, Tensor rows, Tensor? weights)
    {
        if (CudaStepKernels.For(rows) is { } kernels)
        {
            return kernels.SumBags(rows, bags.Members, bags.Bounds, weights);
        }

        // libtorch looks at the bounds' ends on the host each time.
        using var module = EmbeddingBag_from_pretrained(rows, freeze: true, mode: EmbeddingBagMode.Sum, include_last_offset: true);
        return module.call(bags.Members, bags.Bounds, weights);
    }
}
