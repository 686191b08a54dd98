using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

#pragma warning disable RS0030 // this is where reads are allowed

/// <summary>The one way by which numbers come from a device to the host, so that reads can be counted.</summary>
/// <remarks>
/// A read waits for everything that the device was asked to do. A training step does none, and an epoch one. What lies on the CPU is
/// read as well, and not counted. Tensors of the device META have no numbers: libtorch throws "Cannot copy out of meta tensor".
/// </remarks>
internal static class HostReads
{
    private static long _count;

    /// <summary>How many reads from other devices than the CPU there were in this process.</summary>
    public static long Count => Interlocked.Read(ref _count);

    /// <summary>The tensor on the CPU; a new handle to the same memory if it lies there.</summary>
    public static Tensor ToCpu(Tensor tensor)
    {
        if (tensor.device_type == DeviceType.CPU)
        {
            return tensor.alias();
        }

        Interlocked.Increment(ref _count);
        return tensor.cpu();
    }

    /// <summary>The elements in order, of a tensor of any device and element type T.</summary>
    public static T[] ToArray<T>(Tensor tensor)
        where T : unmanaged
    {
        using var scope = NewDisposeScope();
        return tensor.numel() == 0 ? [] : TensorMemory.ToArray<T>(ToCpu(tensor.detach()).contiguous());
    }

    /// <summary>A floating-point scalar.</summary>
    public static double ToDouble(Tensor scalar)
    {
        using var scope = NewDisposeScope();
        return First<double>(ToCpu(scalar.detach()).to(ScalarType.Float64));
    }

    /// <summary>A whole number.</summary>
    public static long ToInt64(Tensor scalar)
    {
        using var scope = NewDisposeScope();
        return First<long>(ToCpu(scalar.detach()).to(ScalarType.Int64));
    }

    /// <summary>A truth value.</summary>
    public static bool IsTrue(Tensor scalar)
    {
        using var scope = NewDisposeScope();
        return First<byte>(ToCpu(scalar.detach()).to(ScalarType.Byte)) != 0;
    }

    private static unsafe T First<T>(Tensor scalar)
        where T : unmanaged => *(T*)TensorMemory.Address(scalar.contiguous());
}
