using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;

namespace DaRec.Kernels.Cuda;

/// <summary>The kernels of a .cu file, compiled for one device.</summary>
internal sealed unsafe class CudaModule
{
    private const string Switch = "DAREC_CUDA_KERNELS";

    private readonly CudaDriver _driver;
    private readonly nint _context;
    private readonly nint _module;
    private readonly ConcurrentDictionary<string, nint> _functions = new();

    private CudaModule(CudaDriver driver, nint context, int multiprocessors, string file)
    {
        (_driver, _context, Multiprocessors) = (driver, context, multiprocessors);
        using var resource = typeof(CudaModule).Assembly.GetManifestResourceStream($"DaRec.Kernels.Cuda.{file}.ptx.gz")!;
        using var unpacked = new GZipStream(resource, CompressionMode.Decompress);
        using var text = new MemoryStream();
        unpacked.CopyTo(text);
        text.WriteByte(0);
        _module = driver.Load(context, text.GetBuffer());
    }

    /// <summary>How many blocks of threads the device runs at a time, at least.</summary>
    public int Multiprocessors { get; }

    /// <summary>The kernels for a device; null where its driver is missing, it is too old, or they do not compile for it.</summary>
    /// <param name="device">A number as libtorch counts.</param>
    /// <param name="file">The name of the .cu file.</param>
    /// <param name="leastCapability">The compute capability that it needs.</param>
    /// <remarks>With the environment variable DAREC_CUDA_KERNELS at 0 there are none.</remarks>
    public static CudaModule? Create(int device, string file, Version leastCapability)
    {
        if (Environment.GetEnvironmentVariable(Switch) == "0" || CudaDriver.OfThisSystem is not { } driver)
        {
            return null;
        }

        try
        {
            var (capability, multiprocessors, context) = driver.Device(device);
            return capability < leastCapability ? null : new CudaModule(driver, context, multiprocessors, file);
        }
        catch (InvalidOperationException)
        {
            return null; // libtorch's operators compute everything too
        }
    }

    /// <summary>Puts a kernel into the device's queue.</summary>
    /// <param name="kernel">Its name.</param>
    /// <param name="grid">Blocks.</param>
    /// <param name="threads">Threads of a block.</param>
    /// <param name="parameters">A struct with the fields of the kernel's.</param>
    public void Launch<T>(string kernel, (int X, int Y) grid, int threads, T parameters)
        where T : unmanaged
    {
        var function = _functions.GetOrAdd(kernel, name => _driver.Function(_module, Encoding.ASCII.GetBytes(name + '\0')));
        _driver.Launch(_context, function, grid, threads, &parameters);
    }
}
