using System.Numerics;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using static TorchSharp.torch;

namespace DaRec.Cli.Measuring;

/// <summary>What the figures were measured on.</summary>
/// <param name="Processor">Its name by its own account.</param>
/// <param name="Cores">Processors that the process may use.</param>
/// <param name="Threads">Threads of libtorch.</param>
/// <param name="MemoryBytes">Memory that the process may use.</param>
/// <param name="VectorBits">Width of a vector in .NET, in bits.</param>
/// <param name="HasAvx512">Whether the processor has AVX-512.</param>
/// <param name="OperatingSystem">The system's name.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="TorchSharp">Version of TorchSharp.</param>
internal sealed record MachineDescription(
    string Processor,
    int Cores,
    int Threads,
    long MemoryBytes,
    int VectorBits,
    bool HasAvx512,
    string OperatingSystem,
    string Runtime,
    string TorchSharp)
{
    /// <summary>The device that libtorch computes on, cpu for one.</summary>
    public string Device { get; init; } = "cpu";

    private const string ProcessorFile = "/proc/cpuinfo";

    /// <summary>This machine, with the threads that are set now.</summary>
    /// <param name="device">What is computed on.</param>
    public static MachineDescription Here(Device device) => new(
        ProcessorName(),
        Environment.ProcessorCount,
        get_num_threads(),
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        Vector<byte>.Count * 8,
        Avx512F.IsSupported,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription,
        TorchSharpVersion())
    {
        Device = device.ToString(),
    };

    /// <summary>It in two lines.</summary>
    public IReadOnlyList<string> Lines() =>
    [
        $"{Processor}, {Cores} cores, {MemoryBytes >> 30} GB; {Threads} threads; vectors of {VectorBits} bits, " +
            $"{(HasAvx512 ? "with" : "without")} AVX-512",
        $"{OperatingSystem}; {Runtime}; TorchSharp {TorchSharp}{(Device == "cpu" ? "" : $"; device {Device}")}",
    ];

    private static string ProcessorName()
    {
        var line = File.Exists(ProcessorFile)
            ? File.ReadLines(ProcessorFile).FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))
            : null;
        return line?.Split(':', 2)[1].Trim() ?? $"{RuntimeInformation.ProcessArchitecture} processor";
    }

    private static string TorchSharpVersion()
    {
        var assembly = typeof(TorchSharp.torch).Assembly;
        var version = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return version?.Split('+')[0] ?? assembly.GetName().Version?.ToString() ?? "of unknown version";
    }
}
