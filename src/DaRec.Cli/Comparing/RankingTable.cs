using System.Globalization;

namespace DaRec.Cli.Comparing;

/// <summary>The rankings of cold items, warm items and all of one recommender's methods, a row for each ranking and method.</summary>
internal static class RankingTable
{
    /// <summary>What the columns say.</summary>
    public const string Legend =
        "Cold items have no training interaction. cold: those of the test part, ranked alone; warm: the other items alone; overall: all " +
        "items, for users with test items of both kinds, or for all users where nobody has both.";

    /// <summary>Whether any run has them.</summary>
    public static bool IsFilled(Comparison comparison) =>
        comparison.Methods.Any(method => RankingMetric.All.Any(metric => method.Of(metric) is not null));

    /// <summary>The titles.</summary>
    public static IReadOnlyList<string> Columns(Comparison comparison) =>
    [
        "Ranking, method",
        "Users",
        .. Metric.Headline.SelectMany(metric => new[] { metric.Title }
            .Concat(ComparisonTable.HasGains(comparison) ? ComparisonTable.Gains(metric) : [])),
    ];

    /// <summary>A row for each ranking and method that was measured.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(Comparison comparison, IEnumerable<ComparedMethod> methods) =>
        from ranking in RankingMetric.All.GroupBy(metric => metric.Ranking)
        from method in methods
        where ranking.All(metric => method.Of(metric) is not null)
        select (IReadOnlyList<string>)
        [
            $"{ranking.Key}, {method.Title}",
            method.Runs.Values.Max(run => run.RankingUsers(ranking.Key) ?? 0).ToString(CultureInfo.InvariantCulture),
            .. ranking.SelectMany(metric => Cells(comparison, method, metric)),
        ];

    private static string[] Cells(Comparison comparison, ComparedMethod method, RankingMetric metric) =>
    [
        ComparisonTable.Text(method.Of(metric)!),
        .. ComparisonTable.HasGains(comparison)
            ? ComparisonTable.Gain(comparison.AloneOf(method) is { } alone ? method.GainOver(alone, metric) : default)
            : [],
    ];
}
