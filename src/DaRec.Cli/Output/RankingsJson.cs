using System.Text.Json.Nodes;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Output;

/// <summary>Metrics of the rankings of cold items, warm items and all as JSON, with all their digits.</summary>
internal static class RankingsJson
{
    /// <summary>Where they are in a part's metrics.</summary>
    public const string Key = "rankings";

    /// <summary>The keys of the rankings.</summary>
    public static IReadOnlyList<string> Names { get; } = ["cold", "warm", "overall"];

    /// <summary>
    /// <c>{ "cold": { "users": n, "recall": { "5": x, … }, "ndcg": { … } }, "warm": { … }, "overall": { … } }</c>; null stands where
    /// nobody was measured.
    /// </summary>
    public static JsonObject Of(ColdStartMetrics metrics) => new(metrics.Named().Select(ranking =>
        KeyValuePair.Create(ranking.Name, (JsonNode?)(ranking.Metrics is { } measured ? MetricsJson.Of(measured) : null))));

    /// <summary>The rankings with their keys.</summary>
    public static IEnumerable<(string Name, RankingMetrics? Metrics)> Named(this ColdStartMetrics metrics) =>
        Names.Zip([metrics.Cold, metrics.Warm, metrics.Overall]);
}
