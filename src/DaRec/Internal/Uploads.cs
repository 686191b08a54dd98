using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>How tensors go from the host to a device without waiting for it.</summary>
internal static class Uploads
{
    /// <summary>Whether a tensor lies on a device: of its type, and of its number.</summary>
    public static bool IsOn(Tensor tensor, Device device) => tensor.device_type == device.type && tensor.device_index == device.index;

    /// <summary>A copy on the device, in the caller's dispose scope; the tensor itself if it lies there.</summary>
    /// <remarks>
    /// From pageable memory libtorch would wait until the device has done everything it was asked to; from pinned memory the copy is one
    /// more thing in its queue, and the allocator keeps the memory until it is done.
    /// </remarks>
    public static Tensor Send(Tensor tensor, Device device)
    {
        if (IsOn(tensor, device))
        {
            return tensor;
        }

        return device.type == DeviceType.CUDA && tensor.device_type == DeviceType.CPU
            ? tensor.pin_memory().to(device, non_blocking: true)
            : tensor.to(device, non_blocking: true);
    }
}
