using System.Numerics;
using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>A tensor times a scalar tensor.</summary>
/// <remarks>libtorch's product goes to its team from 32,768 elements on, where the team's start and end cost more than it saves.</remarks>
internal static unsafe class Scaled
{
    private const int PartElements = 1 << 16;

    /// <summary>A new tensor of the same shape.</summary>
    public static Tensor Of(Tensor values, Tensor factor)
    {
        if (values.device_type != DeviceType.CPU || !values.is_contiguous() || values.numel() == 0)
        {
            return values.mul(factor);
        }

        var result = empty_like(values);
        if (values.dtype == ScalarType.Float32)
        {
            Write<float>(values, factor.ToSingle(), result);
        }
        else
        {
            Write<double>(values, factor.ToDouble(), result);
        }

        return result;
    }

    private static void Write<T>(Tensor values, T factor, Tensor result)
        where T : unmanaged, INumber<T>
    {
        var (count, source, target) = (values.numel(), (nint)TensorMemory.Address(values), (nint)TensorMemory.Address(result));
        TorchThreads.For(
            (int)((count + PartElements - 1) / PartElements),
            part =>
            {
                var first = (long)part * PartElements;
                Write((T*)source + first, factor, (T*)target + first, (int)Math.Min(PartElements, count - first));
            },
            work: count / 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Write<T>(T* values, T factor, T* result, int count)
        where T : unmanaged, INumber<T>
    {
        var i = 0;
        for (; i <= count - Vector<T>.Count; i += Vector<T>.Count)
        {
            (Vector.Load(values + i) * factor).Store(result + i);
        }

        for (; i < count; i++)
        {
            result[i] = values[i] * factor;
        }
    }
}
