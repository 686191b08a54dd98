using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Where a device's own kernels are registered; without any, libtorch's operators compute.</summary>
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

    /// <summary>The kernels for rows that lie on the tensor's device; null where there are none.</summary>
    public static IPairKernels? For(Tensor rows) => Registered.GetValueOrDefault(rows.device_type);
}
