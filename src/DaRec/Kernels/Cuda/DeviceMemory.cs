using System.Diagnostics;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DaRec.Kernels.Cuda;

/// <summary>Addresses on a device.</summary>
internal static partial class DeviceMemory
{
    /// <summary>Where a contiguous tensor's first element lies in its device's memory; valid while the tensor lives. 0 for none.</summary>
    public static nint Address(Tensor? tensor)
    {
        Debug.Assert(tensor is null || tensor.is_contiguous());
        return tensor is null ? 0 : THSTensor_data(tensor.Handle);
    }

    // TorchSharp has it for its own spans, which it refuses to make of other devices' memory.
    [LibraryImport("LibTorchSharp")]
    private static partial nint THSTensor_data(nint handle);
}
