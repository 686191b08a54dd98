using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Benchmarks.Reporting;

namespace DaRec.Cli.Benchmarks;

/// <summary>What a benchmark works with.</summary>
/// <param name="Settings">Rounds and sizes.</param>
/// <param name="Data">The graph and its texts.</param>
/// <param name="Peers">Figures of other libraries, where there are some.</param>
/// <param name="Cancellation">Ends a measurement between two runs.</param>
internal sealed record BenchmarkContext(
    BenchmarkSettings Settings, BenchmarkData Data, PeerFigures? Peers = null, CancellationToken Cancellation = default)
{
    /// <summary>The runner, at the settings' number of rounds.</summary>
    public PairedRunner Runner => new(Settings.Rounds, cancellation: Cancellation);
}
