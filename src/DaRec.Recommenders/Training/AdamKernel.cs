using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>The pass of <see cref="FusedAdam"/> over a parameter on the CPU.</summary>
internal static unsafe class AdamKernel
{
    private const int PartElements = 1 << 14;

    /// <summary>Moves a parameter and its moments by its gradient; all four contiguous, of one shape and element type.</summary>
    public static void Move<T>(Tensor parameter, Tensor gradient, Tensor first, Tensor second, AdamStep step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (values, slopes) = ((nint)TensorMemory.Address(parameter), (nint)TensorMemory.Address(gradient));
        var (means, squares) = ((nint)TensorMemory.Address(first), (nint)TensorMemory.Address(second));
        var count = parameter.numel();
        TorchThreads.For(
            (int)((count + PartElements - 1) / PartElements),
            part =>
            {
                var start = (nint)part * PartElements;
                var length = (int)Math.Min(PartElements, count - start);
                Move((T*)values + start, (T*)slopes + start, (T*)means + start, (T*)squares + start, length, step);
            },
            work: count);
    }

    /// <summary>The same for numbers that lie one after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Move<T>(T* values, T* slopes, T* means, T* squares, int count, AdamStep step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (beta1, rest1) = (T.CreateTruncating(FusedAdam.Beta1), T.CreateTruncating(1 - FusedAdam.Beta1));
        var (beta2, rest2) = (T.CreateTruncating(FusedAdam.Beta2), T.CreateTruncating(1 - FusedAdam.Beta2));
        var (epsilon, scale) = (T.CreateTruncating(FusedAdam.Epsilon), T.CreateTruncating(step.SquareScale));
        var (size, i) = (T.CreateTruncating(step.Size), 0);
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            var g = Vector.Load(slopes + i);
            var m = (Vector.Load(means + i) * beta1) + (g * rest1);
            var v = (Vector.Load(squares + i) * beta2) + (g * g * rest2);
            m.Store(means + i);
            v.Store(squares + i);
            var divisor = (Vector.SquareRoot(v) * scale) + new Vector<T>(epsilon);
            (Vector.Load(values + i) - (m / divisor * size)).Store(values + i);
        }

        for (; i < count; i++)
        {
            var g = slopes[i];
            means[i] = (means[i] * beta1) + (g * rest1);
            squares[i] = (squares[i] * beta2) + (g * g * rest2);
            values[i] -= means[i] / ((T.Sqrt(squares[i]) * scale) + epsilon) * size;
        }
    }
}
