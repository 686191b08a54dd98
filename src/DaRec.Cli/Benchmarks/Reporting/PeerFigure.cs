
namespace DaRec.Cli.Benchmarks.Reporting;

/// <summary>What another library takes for the same.</summary>
/// <param name="Name">The library and its version.</param>
/// <param name="Seconds">Median time.</param>
internal sealed record PeerFigure(string Name, double Seconds);
