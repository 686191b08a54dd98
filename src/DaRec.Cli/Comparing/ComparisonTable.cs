using System.Globalization;
using DaRec.Cli.Output;

namespace DaRec.Cli.Comparing;

/// <summary>The methods of one recommender in columns.</summary>
internal static class ComparisonTable
{
    private const string Nothing = "–";

    /// <summary>The titles.</summary>
    public static IReadOnlyList<string> Columns(Comparison comparison) =>
    [
        "Method",
        "Seeds",
        .. Metric.All.Select(metric => metric.Title),
        .. HasGains(comparison) ? Metric.Headline.SelectMany(Gains) : [],
        .. comparison.IsListed ? [] : new[] { "s an epoch" },
        .. HasComputed(comparison) ? new[] { "s in all" } : [],
        "MB",
        .. comparison.IsListed ? TuningColumns.Titles : [],
    ];

    /// <summary>The titles' number up to where a table that is too wide is best parted: the metrics end there.</summary>
    public static int MetricsEnd => 2 + Metric.All.Count;

    /// <summary>A row for each method.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(Comparison comparison, IEnumerable<ComparedMethod> methods) =>
        methods.Select(method => (IReadOnlyList<string>)
        [
            method.Title,
            method.Runs.Count.ToString(CultureInfo.InvariantCulture),
            .. Metric.All.Select(metric => Text(method.Of(metric))),
            .. HasGains(comparison) ? Metric.Headline.SelectMany(metric =>
                Gain(comparison.AloneOf(method) is { } alone ? method.GainOver(alone, metric) : default)) : [],
            .. comparison.IsListed ? [] : new[] { method.SecondsPerEpoch?.ToString("0.000", CultureInfo.InvariantCulture) ?? Nothing },
            .. HasComputed(comparison) ? new[] { method.FitSeconds?.ToString("0.0", CultureInfo.InvariantCulture) ?? Nothing } : [],
            method.PeakMegabytes.ToString("0", CultureInfo.InvariantCulture),
            .. comparison.IsListed ? TuningColumns.Cells(method) : [],
        ]);

    /// <summary>The titles of a metric's gain and its p.</summary>
    public static IReadOnlyList<string> Gains(Metric metric) => [$"{metric.Title} gain", $"p ({metric.Label})"];

    /// <summary>A gain with its sign.</summary>
    public static string Percent(double gain) => gain.ToString("+0.0 '%';−0.0 '%';0.0 '%'", CultureInfo.InvariantCulture);

    /// <summary>Whether any method is a recommender alone.</summary>
    public static bool HasGains(Comparison comparison) => comparison.Methods.Any(method => method.IsAlone);

    /// <summary>Whether any recommender is computed, not trained; where a preset lists them, one column has the seconds of both kinds.</summary>
    private static bool HasComputed(Comparison comparison) => !comparison.IsListed && comparison.Methods.Any(method => method.FitSeconds is not null);

    /// <summary>A gain and its p; dashes where there is none.</summary>
    public static string[] Gain((double? Percent, double? Probability) gain) =>
    [
        gain.Percent is { } percent ? Percent(percent) : Nothing,
        gain.Probability is { } p ? Probability(p) : Nothing,
    ];

    /// <summary>A p of three digits.</summary>
    public static string Probability(double p) => p < 0.001 ? "< 0.001" : p.ToString("0.000", CultureInfo.InvariantCulture);

    /// <summary>Mean and standard deviation.</summary>
    public static string Text(Sample sample) => sample.Deviation is { } deviation
        ? $"{Tables.Number(sample.Mean)} ± {deviation.ToString("0.0000", CultureInfo.InvariantCulture)}"
        : Tables.Number(sample.Mean);
}
