using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace DaRec.Internal;

/// <summary>What there is of CUDA, and what to say where something is missing.</summary>
internal sealed record CudaSupport
{
    private const string LibraryOfBackend = "torch_cuda";

    /// <summary>GPUs that libtorch can use; 0 where anything is missing.</summary>
    public required int DeviceCount { get; init; }

    /// <summary>Whether the libtorch that is found was built with CUDA.</summary>
    public bool HasBackend { get; init; }

    /// <summary>Whether the system has NVIDIA's driver.</summary>
    public bool HasDriver { get; init; }

    /// <summary>The system, for the name of the package; <see cref="OSPlatform.OSX"/> has none.</summary>
    public OSPlatform System { get; init; } = OperatingSystem.IsWindows() ? OSPlatform.Windows
        : OperatingSystem.IsMacOS() ? OSPlatform.OSX
        : OSPlatform.Linux;

    /// <summary>What this process finds; loads the CUDA part of libtorch where there is one.</summary>
    public static CudaSupport OfThisProcess()
    {
        var count = DevicesOfLibtorch();
        return count > 0
            ? new CudaSupport { DeviceCount = count, HasBackend = true, HasDriver = true }
            : new CudaSupport
            {
                DeviceCount = 0,
                HasBackend = NativeLibrary.TryLoad(LibraryOfBackend, typeof(torch).Assembly, null, out _),
                HasDriver = NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out _),
            };
    }

    /// <summary>Why there is no GPU to compute on, and what to do; one line.</summary>
    /// <param name="name">The device that was asked for.</param>
    public string Missing(string name)
    {
        if (System == OSPlatform.OSX)
        {
            return $"Expected a CUDA GPU for '{name}', got macOS, where libtorch has no CUDA; use cpu.";
        }

        if (!HasBackend)
        {
            return $"Expected a libtorch with CUDA for '{name}', got one without; add the package " +
                $"{(System == OSPlatform.Windows ? "TorchSharp-cuda-windows" : "TorchSharp-cuda-linux")} {Version()} in place of TorchSharp-cpu, " +
                $"or build DaRec's own programs with -p:TorchBackend=cuda. {(HasDriver ? "An NVIDIA driver is there." : "No NVIDIA driver was found either.")}";
        }

        return HasDriver
            ? $"Expected a GPU for '{name}', got none; libtorch has CUDA, and an NVIDIA driver is there. See what nvidia-smi lists, whether " +
                "CUDA_VISIBLE_DEVICES hides it, and whether the driver is new enough for libtorch's CUDA."
            : $"Expected an NVIDIA driver for '{name}', got none; libtorch has CUDA, the system has no driver. Install it, or use cpu.";
    }

    // TorchSharp throws where it can load no libtorch at all; then there is no GPU either, and the first tensor says what is wrong.
    private static int DevicesOfLibtorch()
    {
        try
        {
            return torch.cuda.is_available() ? torch.cuda.device_count() : 0;
        }
        catch (Exception exception) when (
            exception is NotSupportedException or TypeInitializationException or DllNotFoundException or EntryPointNotFoundException
                or InvalidOperationException or ExternalException)
        {
            return 0;
        }
    }

    private static string Version() =>
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "";
}
