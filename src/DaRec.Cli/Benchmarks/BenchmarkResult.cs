using DaRec.Cli.Benchmarks.Findings;

namespace DaRec.Cli.Benchmarks;

/// <summary>The answer to one question.</summary>
/// <param name="Name">The benchmark's name.</param>
/// <param name="Findings">Comparisons and figures against targets.</param>
internal sealed record BenchmarkResult(string Name, params IReadOnlyList<Finding> Findings)
{
    /// <summary>Figures that are no comparison.</summary>
    public IReadOnlyList<ReportTable> Tables { get; init; } = [];

    /// <summary>Figures against size, for the plot.</summary>
    public IReadOnlyList<ScalingPoint> Points { get; init; } = [];
}
