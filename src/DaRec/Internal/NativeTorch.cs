using System.Reflection;
using System.Runtime.InteropServices;
using TorchSharp;

namespace DaRec.Internal;

/// <summary>The one place that looks whether native libtorch is there, before anything calls it.</summary>
/// <remarks>
/// A module's first native call fails with the name of a symbol and the advice to trace the loader; this says which package is missing.
/// </remarks>
internal static class NativeTorch
{
    private static volatile bool _isLoaded;

    /// <summary>The name, once libtorch has loaded: for constructors of modules, whose base class calls it first.</summary>
    /// <exception cref="TorchMissingException">It does not load.</exception>
    public static string Loaded(string name)
    {
        Ensure();
        return name;
    }

    /// <summary>Loads libtorch if it has not been loaded.</summary>
    /// <exception cref="TorchMissingException">It does not load.</exception>
    public static void Ensure()
    {
        if (!_isLoaded)
        {
            Load(() => torch.InitializeDeviceType(DeviceType.CPU), HasBackend);
            _isLoaded = true;
        }
    }

    /// <summary>Loads in one way or another, and says what is missing where that fails.</summary>
    /// <param name="load">Throws where libtorch does not load.</param>
    /// <param name="hasBackend">Whether a native libtorch is there, so that the part of TorchSharp that calls it is what does not load.</param>
    internal static void Load(Action load, Func<bool> hasBackend)
    {
        try
        {
            load();
        }
        catch (Exception exception) when (
            exception is NotSupportedException or TypeInitializationException or DllNotFoundException or EntryPointNotFoundException
                or BadImageFormatException)
        {
            throw new TorchMissingException(Message(hasBackend()), exception);
        }
    }

    private static string Message(bool hasBackend)
    {
        var version = typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
        return hasBackend
            ? $"Expected TorchSharp {version}'s native library to load, and it does not, though libtorch is there. The inner exception says why; " +
                "on Linux it needs GCC 12's libstdc++ or newer, and that of GCC 12 only after the step that the package DaRec adds to builds."
            : $"Expected a native libtorch for TorchSharp {version} in this program, got none: dotnet add package TorchSharp-cpu --version {version}, " +
                "or for a GPU TorchSharp-cuda-linux or TorchSharp-cuda-windows of that version.";
    }

    private static bool HasBackend() => NativeLibrary.TryLoad("torch_cpu", typeof(torch).Assembly, null, out _);
}
