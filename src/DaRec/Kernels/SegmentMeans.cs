using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Kernels;

/// <summary>The mean of the rows of each segment, through which the gradient flows to each row.</summary>
/// <remarks>
/// On the CPU the sums of fixed chunks of rows are added in order, so that the result does not depend on the number of threads.
/// O(n d) time.
/// </remarks>
internal static unsafe class SegmentMeans
{
    private const int MostChunks = 32;

    /// <summary>Means, shape (k, d).</summary>
    /// <param name="rows">Shape (n, d).</param>
    /// <param name="segments">The segment of each row in [0, k), int64, shape (n); none is empty.</param>
    /// <param name="count">k.</param>
    public static Tensor Compute(Tensor rows, Tensor segments, long count)
    {
        using var scope = NewDisposeScope();
        var sizes = Sizes(segments, count, rows.dtype); // (k, 1)
        var means = rows.requires_grad && is_grad_enabled() ? Function.apply(rows, segments, sizes) : Forward(rows, segments, sizes);
        return means.MoveToOuterDisposeScope();
    }

    private static Tensor Sizes(Tensor segments, long count, ScalarType dtype)
    {
        if (segments.device_type != DeviceType.CPU)
        {
            return Rows.Counts(segments, count, dtype);
        }

        var sizes = new long[count];
        var length = segments.numel();
        var keys = (long*)TensorMemory.Address(segments.contiguous());
        for (var row = 0L; row < length; row++)
        {
            sizes[keys[row]]++;
        }

        return tensor(sizes, [count, 1]).to(dtype);
    }

    private static Tensor Forward(Tensor rows, Tensor segments, Tensor sizes)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var sums = rows.new_zeros(sizes.size(0), rows.size(1));
        if (rows.device_type != DeviceType.CPU)
        {
            sums.index_add_(0, segments, rows, Held(1));
        }
        else if (rows.dtype == ScalarType.Float32)
        {
            Sum<float>(rows.contiguous(), segments.contiguous(), sums);
        }
        else
        {
            Sum<double>(rows.contiguous(), segments.contiguous(), sums);
        }

        return sums.div_(sizes).MoveToOuterDisposeScope();
    }

    private static void Sum<T>(Tensor rows, Tensor segments, Tensor sums)
        where T : unmanaged, INumber<T>
    {
        var (n, d, size) = (rows.size(0), (int)rows.size(1), sums.numel());
        var chunks = Workspace.Parts((int)Math.Clamp(n / (4 * sums.size(0)), 1, MostChunks), size * sizeof(T));
        using var workspace = new Workspace();
        nint source = (nint)TensorMemory.Address(rows), keys = (nint)TensorMemory.Address(segments);
        var partial = (nint)workspace.TakeZeros<T>(chunks * size);
        TorchThreads.For(
            chunks,
            chunk => SumChunk((T*)source, (long*)keys, (T*)partial + (chunk * size), n * chunk / chunks, n * (chunk + 1) / chunks, d),
            work: n * (5 + (d / 4)));
        var target = (T*)TensorMemory.Address(sums);
        for (var chunk = 0; chunk < chunks; chunk++)
        {
            Add(target, (T*)partial + (chunk * size), size);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SumChunk<T>(T* rows, long* segments, T* sums, long first, long end, int d)
        where T : unmanaged, INumber<T>
    {
        for (var row = first; row < end; row++)
        {
            Add(sums + (segments[row] * d), rows + (row * d), d);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add<T>(T* target, T* source, long count)
        where T : unmanaged, INumber<T>
    {
        var lanes = Vector<T>.Count;
        var i = 0L;
        for (; i <= count - lanes; i += lanes)
        {
            (Vector.Load(target + i) + Vector.Load(source + i)).Store(target + i);
        }

        for (; i < count; i++)
        {
            target[i] += source[i];
        }
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(SegmentMeans);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (rows, segments, sizes) = ((Tensor)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
            ctx.save_for_backward([segments, sizes]);
            return Forward(rows, segments, sizes);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var saved = ctx.get_saved_variables();
            return [MetaForms.Select(grad_output.div(saved[1]), saved[0]), null!, null!];
        }
    }
}
