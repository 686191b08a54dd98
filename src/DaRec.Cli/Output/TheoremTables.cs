using System.Globalization;
using DaRec.Cli.Benchmarks.Findings;
using DaRec.Diagnostics.Theorems;

namespace DaRec.Cli.Output;

/// <summary>The two theorems as tables and sentences.</summary>
internal static class TheoremTables
{
    /// <summary>Theorem 1: the bounds, and the paper's among each kind of distribution.</summary>
    public static IReadOnlyList<ReportTable> First(TheoremsReport report) =>
    [
        new(
            "Theorem 1: exact alignment costs at least Δp = |I(D;Y) − I(D′;Y)|",
            ["Bound", "Distributions", "Counterexamples", "Smallest slack, bits"],
            [.. report.First.Select((one, number) => (string[])
            [
                one.Bound.Name + (number == 0 ? "" : ", wrong"),
                Count(one.Count),
                Count(one.Violations),
                Short(one.SmallestSlackBits),
            ])]),
        new(
            "Theorem 1 among kinds of distributions",
            ["Kind", "Distributions", "Counterexamples", "Smallest slack, bits", "Largest Δp, bits"],
            [.. report.First[0].Families.Select(family => (string[])
            [
                family.Name,
                Count(family.Count),
                Count(family.Violations),
                Short(family.SmallestSlackBits),
                Short(family.LargestGapBits),
            ])]),
    ];

    /// <summary>Theorem 1 in words.</summary>
    public static IReadOnlyList<string> FirstSummary(TheoremsReport report) =>
    [
        string.Create(
            CultureInfo.InvariantCulture,
            $"Theorem 1 {(report.First[0].Holds ? "holds" : "FAILS")}; wrong bounds caught: {report.First.Skip(1).Count(one => !one.Holds)} of ")
            + $"{report.First.Count - 1}. Slack is cost less bound; {Short(Theorem1Check.RoundingBits)} bits below 0 count as rounding.",
    ];

    /// <summary>Theorem 2: what each method's representations hold.</summary>
    public static IReadOnlyList<ReportTable> Second(TheoremsReport report) =>
    [
        .. report.Second.Select(result => new ReportTable(
            $"Theorem 2: {Name(result.Task)}",
            ["Representation", "Relevant, bits", "Irrelevant, bits"],
            [
                .. result.Measurements.Select(one => (string[])[Name(one.Method), Text(one.RelevantBits), Text(one.IrrelevantBits)]),
                ["Ê less Ẽ, in pairs", Text(result.RelevantGainBits), Text(result.IrrelevantGainBits)],
            ])),
    ];

    /// <summary>Theorem 2 in words.</summary>
    public static IReadOnlyList<string> SecondSummary(TheoremsReport report) =>
    [
        .. report.Second.SelectMany(result => result.Summary.Select(line => $"{Name(result.Task)}: {line}")),
        string.Create(
            CultureInfo.InvariantCulture,
            $"Means of {report.Planted.SeedCount} seeds with 95 % intervals, λ = {report.Planted.AlignmentWeight}, on rows that no training has seen. Probes give lower bounds. ")
            + "Irrelevant: what is held of three signs of factors, 3 bits, that the task does not depend on; it stands for H(·|R).",
    ];

    private static string Name(Theorem2Task task) => task switch
    {
        Theorem2Task.Shared => "task on shared factors alone, 2 bits",
        _ => "task on shared and specific factors, 3 bits",
    };

    private static string Name(Theorem2Method method) => method switch
    {
        Theorem2Method.Disentangled => "Ê, disentangled",
        Theorem2Method.Aligned => "Ẽ, aligned as a whole",
        _ => "not aligned",
    };

    private static string Text(MeanInterval interval) =>
        string.Create(CultureInfo.InvariantCulture, $"{interval.Mean:0.000} [{interval.Low:0.000}, {interval.High:0.000}]");

    private static string Count(int value) => value.ToString(CultureInfo.InvariantCulture);

    private static string Short(double value) => value == 0 || Math.Abs(value) >= 1e-3
        ? value.ToString("0.####", CultureInfo.InvariantCulture)
        : value.ToString("0.0e0", CultureInfo.InvariantCulture);
}
