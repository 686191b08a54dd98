using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Output;

/// <summary>Metrics of each user as JSON, short: little-endian float32 in base64, by ascending number of the users with test items.</summary>
internal static class UserMetricsJson
{
    /// <summary>Where they are in a run's results.</summary>
    public const string Key = "of_users";

    private const int Cutoff = PartMetrics.SliceCutoff;

    /// <summary><c>{ "cutoff": 20, "recall": "…", "ndcg": "…" }</c></summary>
    /// <param name="metrics">Measured at that cutoff, among others.</param>
    public static JsonObject Of(UserMetrics metrics) => new()
    {
        ["cutoff"] = Cutoff,
        ["recall"] = Text(metrics.Recall[Cutoff]),
        ["ndcg"] = Text(metrics.Ndcg[Cutoff]),
    };

    /// <summary>The values of a metric; null where the results have none.</summary>
    /// <param name="results">What a run came to.</param>
    /// <param name="metric">The metric's key.</param>
    public static IReadOnlyList<float>? Read(JsonObject results, string metric) =>
        results[Key]?[metric]?.GetValue<string>() is { } text ? MemoryMarshal.Cast<byte, float>(Convert.FromBase64String(text)).ToArray() : null;

    private static string Text(IReadOnlyList<double> values) =>
        Convert.ToBase64String(MemoryMarshal.AsBytes<float>([.. values.Select(value => (float)value)]));
}
