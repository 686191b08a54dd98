using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using DaRec.Kernels;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Internal;

/// <summary>The sum of a contiguous CPU tensor's squares in one pass, the same for any number of threads.</summary>
internal static unsafe class SquaredLength
{
    private const int PartElements = 1 << 14;

    public static double Of(Tensor tensor) =>
        tensor.numel() == 0 ? 0 : tensor.dtype == ScalarType.Float32 ? Of<float>(tensor) : Of<double>(tensor);

    private static double Of<T>(Tensor tensor)
        where T : unmanaged, INumber<T>
    {
        var (address, count) = ((nint)TensorMemory.Address(tensor), tensor.numel());
        var sums = new double[(count + PartElements - 1) / PartElements];
        TorchThreads.For(
            sums.Length,
            part =>
            {
                var first = (long)part * PartElements;
                sums[part] = double.CreateTruncating(Sum((T*)address + first, (int)Math.Min(PartElements, count - first)));
            },
            work: count / 4);
        return sums.Sum();
    }

    // Four sums: a single one would wait for each addition.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static T Sum<T>(T* values, int count)
        where T : unmanaged, INumber<T>
    {
        var (lanes, i) = (Vector<T>.Count, 0);
        var (sum0, sum1, sum2, sum3) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
        for (; i <= count - (4 * lanes); i += 4 * lanes)
        {
            var (x0, x1) = (Vector.Load(values + i), Vector.Load(values + i + lanes));
            var (x2, x3) = (Vector.Load(values + i + (2 * lanes)), Vector.Load(values + i + (3 * lanes)));
            (sum0, sum1) = (VectorMath.MultiplyAdd(x0, x0, sum0), VectorMath.MultiplyAdd(x1, x1, sum1));
            (sum2, sum3) = (VectorMath.MultiplyAdd(x2, x2, sum2), VectorMath.MultiplyAdd(x3, x3, sum3));
        }

        var sum = Vector.Sum(sum0 + sum1 + (sum2 + sum3));
        for (; i < count; i++)
        {
            sum += values[i] * values[i];
        }

        return sum;
    }
}
