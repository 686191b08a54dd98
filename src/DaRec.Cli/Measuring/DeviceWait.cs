using TorchSharp;

namespace DaRec.Cli.Measuring;

/// <summary>Waits for what a device was told to do, so that a clock measures that and not the telling.</summary>
internal static class DeviceWait
{
    /// <summary>Returns when the device is idle; at once on the processor.</summary>
    public static void For(torch.Device device)
    {
        if (device.type == DeviceType.CUDA)
        {
            torch.cuda.synchronize(device);
        }
    }
}
