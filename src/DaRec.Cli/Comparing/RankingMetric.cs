using DaRec.Cli.Output;

namespace DaRec.Cli.Comparing;

/// <summary>A metric of one of the rankings of cold and warm items, as it is called in files and in text.</summary>
/// <param name="Ranking">The ranking's key in <see cref="RankingsJson"/>.</param>
/// <param name="Metric">The metric.</param>
internal sealed record RankingMetric(string Ranking, Metric Metric)
{
    /// <summary>All, in the order of tables.</summary>
    public static IReadOnlyList<RankingMetric> All { get; } =
        [.. from ranking in RankingsJson.Names from metric in Metric.Headline select new RankingMetric(ranking, metric)];

    /// <summary>Ranking, name and cutoff.</summary>
    public string Title => $"{Ranking} {Metric.Title}";
}
