using System.Collections.Concurrent;
using DaRec.Kernels.Cuda;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Where a device's own kernels are found, CUDA's or such as are registered; without any, libtorch's operators compute.</summary>
internal static class PairKernels
{
    private static readonly ConcurrentDictionary<DeviceType, IPairKernels> Registered = new();

    /// <summary>From now on, rows on devices of this type are computed by these kernels; null takes them away.</summary>
    public static void Register(DeviceType type, IPairKernels? kernels)
    {
        if (kernels is null)
        {
            Registered.TryRemove(type, out _);
        }
        else
        {
            Registered[type] = kernels;
        }
    }

    /// <summary>The kernels for rows that lie on the first one's device; null where there are none, or they cannot take them.</summary>
    public static IPairKernels? For(params ReadOnlySpan<Tensor> rows) =>
        (Registered.GetValueOrDefault(rows[0].device_type) ?? CudaPairKernels.For(rows[0])) is { } kernels && kernels.Takes(rows) ? kernels : null;
}
