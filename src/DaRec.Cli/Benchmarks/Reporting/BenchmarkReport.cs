using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Measuring;

namespace DaRec.Cli.Benchmarks.Reporting;

/// <summary>All answers, and what they were measured on.</summary>
/// <param name="Command">The command that made them.</param>
/// <param name="Machine">The machine.</param>
/// <param name="Data">The graph and its sizes.</param>
/// <param name="Rounds">Rounds that were timed.</param>
/// <param name="Results">The answers.</param>
internal sealed record BenchmarkReport(
    string Command, MachineDescription Machine, string Data, int Rounds, IReadOnlyList<BenchmarkResult> Results)
{
    /// <summary>What the figures' columns say, in a sentence each.</summary>
    public const string Legend =
        "Times are medians and ratios medians of the rounds' own: theirs over ours, and for epochs with DaRec ours over the epoch " +
        "without it. Memory is the process's peak above what it held before.";

    /// <summary>The findings of all.</summary>
    public IEnumerable<Finding> Findings => Results.SelectMany(result => result.Findings);

    /// <summary>The further tables of all.</summary>
    public IEnumerable<ReportTable> Tables => Results.SelectMany(result => result.Tables);

    /// <summary>The plot's points.</summary>
    public IReadOnlyList<ScalingPoint> Points { get; } = [.. Results.SelectMany(result => result.Points)];
}
