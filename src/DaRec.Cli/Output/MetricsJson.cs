using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Output;

/// <summary>Metrics as JSON, with all their digits.</summary>
internal static class MetricsJson
{
    /// <summary><c>{ "users": n, "recall": { "5": x, … }, "ndcg": { "5": x, … } }</c></summary>
    public static JsonObject Of(RankingMetrics metrics)
    {
        var json = new JsonObject { ["users"] = metrics.Users, ["recall"] = Of(metrics.Recall), ["ndcg"] = Of(metrics.Ndcg) };
        if (metrics.SampledFrom is { } all)
        {
            json["sampled_from"] = all;
            json["recall_errors"] = Of(metrics.RecallErrors);
            json["ndcg_errors"] = Of(metrics.NdcgErrors);
        }

        return json;
    }

    private static JsonObject Of(IReadOnlyDictionary<int, double> values) => new(values
        .OrderBy(entry => entry.Key)
        .Select(entry => KeyValuePair.Create(entry.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)entry.Value)));
}
