using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Benchmarks.Reporting;
using TorchSharp;

namespace DaRec.Cli.Benchmarks;

/// <summary>What a benchmark works with.</summary>
/// <param name="Settings">Rounds and sizes.</param>
/// <param name="Data">The graph and its texts.</param>
/// <param name="Peers">Figures of other libraries, where there are some.</param>
/// <param name="Cancellation">Ends a measurement between two runs.</param>
internal sealed record BenchmarkContext(
    BenchmarkSettings Settings, BenchmarkData Data, PeerFigures? Peers = null, CancellationToken Cancellation = default)
{
    /// <summary>What benchmarks that take one compute on. Default the processor.</summary>
    public torch.Device Device { get; init; } = torch.CPU;

    /// <summary>The runner, at the settings' number of rounds; the memory that it sees is the processor's.</summary>
    public PairedRunner Runner => new(Settings.Rounds, cancellation: Cancellation) { SeesMemory = Device.type == DeviceType.CPU };
}
