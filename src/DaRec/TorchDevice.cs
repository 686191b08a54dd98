using System.Globalization;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec;

/// <summary>The devices that a program can compute on, by their names.</summary>
/// <remarks>
/// <code>
/// var device = TorchDevice.Parse(args[0]);     // cpu, cuda, cuda:1, auto
/// using var model = new LightGcn(data.Train).to(device);
/// </code>
/// </remarks>
public static class TorchDevice
{
    private const string Cuda = "cuda";

    /// <summary>The device of a name.</summary>
    /// <param name="name">
    /// <c>cpu</c>; <c>cuda</c>, the first GPU; <c>cuda:N</c>, the GPU of number N from 0; or <c>auto</c>, the first GPU where there is one,
    /// else the CPU.
    /// </param>
    /// <returns>A device that exists; a GPU with its number.</returns>
    /// <exception cref="ArgumentException">Another name, or the number of a GPU that is not there.</exception>
    /// <exception cref="NotSupportedException">
    /// No GPU can be used: libtorch has no CUDA, or the driver or the GPU is missing. The message, of one line, says which, and what to do.
    /// </exception>
    public static Device Parse(string name) => Parse(name, CudaSupport.OfThisProcess);

    /// <summary>A device in a few words, for a log or a report.</summary>
    /// <param name="device">The device.</param>
    /// <returns>As <c>cpu, 2 threads</c> or <c>cuda:0</c>; the threads are those that libtorch computes with now.</returns>
    public static string Describe(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        var threads = device.type == DeviceType.CPU ? get_num_threads() : 0;
        return threads == 0 ? device.ToString() : $"{device}, {threads} thread{(threads == 1 ? "" : "s")}";
    }

    /// <summary>The device of a name, where CUDA is as it is said to be.</summary>
    /// <param name="name">As for the public form.</param>
    /// <param name="findSupport">Asked once at most, and not for <c>cpu</c>: it loads libraries.</param>
    internal static Device Parse(string name, Func<CudaSupport> findSupport)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name == "cpu")
        {
            return new Device(DeviceType.CPU);
        }

        if (name == "auto")
        {
            return findSupport().DeviceCount > 0 ? new Device(DeviceType.CUDA, 0) : new Device(DeviceType.CPU);
        }

        if (!TryParseNumber(name, out var number))
        {
            throw new ArgumentException($"Expected cpu, cuda, cuda:N with N from 0, or auto as a device, got '{name}'.", nameof(name));
        }

        var support = findSupport();
        if (support.DeviceCount == 0)
        {
            throw new NotSupportedException(support.Missing(name));
        }

        return number < support.DeviceCount
            ? new Device(DeviceType.CUDA, number)
            : throw new ArgumentException(
                $"Expected {(support.DeviceCount == 1 ? "cuda:0, the only GPU here" : $"cuda:0 to cuda:{support.DeviceCount - 1}")}, " +
                $"got '{name}'; nvidia-smi lists the GPUs, and CUDA_VISIBLE_DEVICES hides some.",
                nameof(name));
    }

    private static bool TryParseNumber(string name, out int number)
    {
        number = 0;
        return name == Cuda
            || (name.StartsWith($"{Cuda}:", StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number));
    }
}
