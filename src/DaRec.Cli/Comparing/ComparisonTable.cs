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
        .. HasGains(comparison) ? Metric.Headline.SelectMany(metric => new[] { $"{metric.Title} gain", $"p ({metric.Label})" }) : [],
        "s an epoch",
        "MB",
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
            .. HasGains(comparison) ? Metric.Headline.SelectMany(metric => Gain(comparison, method, metric)) : [],
            method.SecondsPerEpoch.ToString("0.000", CultureInfo.InvariantCulture),
            method.PeakMegabytes.ToString("0", CultureInfo.InvariantCulture),
        ]);

    /// <summary>A gain with its sign.</summary>
    public static string Percent(double gain) => gain.ToString("+0.0 '%';−0.0 '%';0.0 '%'", CultureInfo.InvariantCulture);

    private static bool HasGains(Comparison comparison) => comparison.Methods.Any(method => method.IsAlone);

    private static string[] Gain(Comparison comparison, ComparedMethod method, Metric metric)
    {
        if (comparison.AloneOf(method) is not { } alone)
        {
            return [Nothing, Nothing];
        }

        var (percent, probability) = method.GainOver(alone, metric);
        return
        [
            percent is { } gain ? Percent(gain) : Nothing,
            probability switch
            {
                null => Nothing,
                < 0.001 => "< 0.001",
                { } p => p.ToString("0.000", CultureInfo.InvariantCulture),
            },
        ];
    }

    private static string Text(Sample sample) => sample.Deviation is { } deviation
        ? $"{Tables.Number(sample.Mean)} ± {deviation.ToString("0.0000", CultureInfo.InvariantCulture)}"
        : Tables.Number(sample.Mean);
}
