using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Distributed;

/// <summary>How kernels share their work among processes: each has the value of the whole and the gradient of its share.</summary>
internal static unsafe class Shared
{
    /// <summary>Whether there is anybody to share with.</summary>
    public static bool IsShared(ICommunicator? processes) => processes is { Size: > 1 };

    /// <summary>Puts the sums over all processes in the place of numbers in native memory.</summary>
    public static void Sum<T>(ICommunicator processes, T* numbers, long count)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        var message = empty(count, dtype: sizeof(T) == sizeof(float) ? ScalarType.Float32 : ScalarType.Float64);
        var bytes = count * sizeof(T);
        var address = TensorMemory.Address(message);
        Buffer.MemoryCopy(numbers, address, bytes, bytes);
        processes.AllReduceSum(message);
        Buffer.MemoryCopy(address, numbers, bytes, bytes);
    }

    /// <summary>The sum of a number over all processes.</summary>
    public static double Sum(ICommunicator processes, double number)
    {
        Sum(processes, &number, 1);
        return number;
    }

    /// <summary>A gradient that each process has computed whole, of which only the first one's counts.</summary>
    public static Tensor? Once(ICommunicator? processes, Tensor? gradient) =>
        gradient is null || processes is null or { Rank: 0 } ? gradient : zeros_like(gradient);

    /// <summary>A loss that each process has computed whole: the same value, and a gradient on the first one alone.</summary>
    public static Tensor OnceOf(ICommunicator? processes, Tensor loss)
    {
        if (processes is null or { Rank: 0 } || !PrecomputedGradient.IsNeeded(loss))
        {
            return loss.alias();
        }

        using var scope = NewDisposeScope();
        var value = loss.detach();
        return value.add(loss.sub(value), alpha: Held(0)).MoveToOuterDisposeScope();
    }
}
