using System.Runtime.InteropServices;

namespace DaRec.Kernels.Cuda;

/// <summary>NVIDIA's driver, as far as kernels of our own need it. It is found at run time, and nothing requires it.</summary>
internal sealed unsafe class CudaDriver
{
    private const int MajorAttribute = 75;
    private const int MinorAttribute = 76;
    private const int MultiprocessorsAttribute = 16;

    private static readonly Lazy<CudaDriver?> Found = new(Find);

    private readonly delegate* unmanaged<int*, int, int> _getDevice;
    private readonly delegate* unmanaged<int*, int, int, int> _getAttribute;
    private readonly delegate* unmanaged<nint*, int, int> _retainContext;
    private readonly delegate* unmanaged<nint, int> _pushContext;
    private readonly delegate* unmanaged<nint*, int> _popContext;
    private readonly delegate* unmanaged<nint*, byte*, int> _loadModule;
    private readonly delegate* unmanaged<nint*, nint, byte*, int> _getFunction;
    private readonly delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int> _launch;

    private CudaDriver(nint library)
    {
        _getDevice = (delegate* unmanaged<int*, int, int>)Export("cuDeviceGet");
        _getAttribute = (delegate* unmanaged<int*, int, int, int>)Export("cuDeviceGetAttribute");
        _retainContext = (delegate* unmanaged<nint*, int, int>)Export("cuDevicePrimaryCtxRetain");
        _pushContext = (delegate* unmanaged<nint, int>)Export("cuCtxPushCurrent_v2");
        _popContext = (delegate* unmanaged<nint*, int>)Export("cuCtxPopCurrent_v2");
        _loadModule = (delegate* unmanaged<nint*, byte*, int>)Export("cuModuleLoadData");
        _getFunction = (delegate* unmanaged<nint*, nint, byte*, int>)Export("cuModuleGetFunction");
        _launch = (delegate* unmanaged<nint, uint, uint, uint, uint, uint, uint, uint, nint, void**, void**, int>)Export("cuLaunchKernel");

        nint Export(string name) => NativeLibrary.GetExport(library, name);
    }

    /// <summary>The driver of this system; null where there is none.</summary>
    public static CudaDriver? OfThisSystem => Found.Value;

    /// <summary>A device's compute capability, its multiprocessors, and the context that libtorch uses too.</summary>
    /// <param name="number">Counted as libtorch does.</param>
    public (Version Capability, int Multiprocessors, nint Context) Device(int number)
    {
        int device, major, minor, multiprocessors;
        nint context;
        Check(_getDevice(&device, number), "cuDeviceGet");
        Check(_getAttribute(&major, MajorAttribute, device), "cuDeviceGetAttribute");
        Check(_getAttribute(&minor, MinorAttribute, device), "cuDeviceGetAttribute");
        Check(_getAttribute(&multiprocessors, MultiprocessorsAttribute, device), "cuDeviceGetAttribute");
        Check(_retainContext(&context, device), "cuDevicePrimaryCtxRetain");
        return (new Version(major, minor), multiprocessors, context);
    }

    /// <summary>Compiles kernels for a context's device; a module is kept as long as the process lives.</summary>
    /// <param name="context">Of <see cref="Device"/>.</param>
    /// <param name="ptx">Ends with a zero byte.</param>
    public nint Load(nint context, ReadOnlySpan<byte> ptx)
    {
        nint module;
        fixed (byte* text = ptx)
        {
            Check(_pushContext(context), "cuCtxPushCurrent");
            var code = _loadModule(&module, text);
            Pop();
            Check(code, "cuModuleLoadData");
        }

        return module;
    }

    /// <summary>A kernel of a module.</summary>
    /// <param name="module">Of <see cref="Load"/>.</param>
    /// <param name="name">In ASCII; ends with a zero byte.</param>
    public nint Function(nint module, ReadOnlySpan<byte> name)
    {
        nint function;
        fixed (byte* text = name)
        {
            Check(_getFunction(&function, module, text), "cuModuleGetFunction");
        }

        return function;
    }

    /// <summary>Puts a kernel with one parameter into the queue of the default stream, libtorch's own.</summary>
    public void Launch(nint context, nint function, (int X, int Y) grid, int threads, void* parameter)
    {
        Check(_pushContext(context), "cuCtxPushCurrent");
        var code = _launch(function, (uint)grid.X, (uint)grid.Y, 1, (uint)threads, 1, 1, 0, 0, &parameter, null);
        Pop();
        Check(code, "cuLaunchKernel");
    }

    private static CudaDriver? Find() =>
        NativeLibrary.TryLoad(OperatingSystem.IsWindows() ? "nvcuda.dll" : "libcuda.so.1", out var library) ? new CudaDriver(library) : null;

    private static void Check(int code, string call)
    {
        if (code != 0)
        {
            throw new InvalidOperationException($"NVIDIA's driver answered {call} with error {code}.");
        }
    }

    private void Pop()
    {
        nint context;
        _ = _popContext(&context);
    }
}
