using System.Text.Json.Nodes;

namespace DaRec.Cli.Comparing;

/// <summary>The verdict as JSON, with all its digits.</summary>
internal static class VerdictJson
{
    /// <summary>
    /// <c>{ "winner": title, "leading": { "first": title, "second": title, "recall@20": { "percent": x, "users": { "low": x, "high": x,
    /// "p": x }, "seeds": { … } }, "ndcg@20": { … } }, "darec": { … }, "text": [ … ] }</c>; null stands where there is none.
    /// </summary>
    public static JsonObject Of(Verdict verdict) => new()
    {
        ["winner"] = verdict.Winner?.Title,
        ["leading"] = Of(verdict.Leading),
        ["darec"] = verdict.WithDaRec is { } pair ? Of(pair) : null,
        ["text"] = new JsonArray([.. VerdictText.Lines(verdict).Select(line => (JsonNode)line)]),
    };

    private static JsonObject Of(MethodPair pair) => new()
    {
        ["first"] = pair.First.Title,
        ["second"] = pair.Second.Title,
        ["recall@20"] = Of(pair.Recall),
        ["ndcg@20"] = Of(pair.Ndcg),
    };

    private static JsonObject Of(MetricGain gain) => new()
    {
        ["percent"] = gain.Percent,
        ["users"] = Of(gain.OverUsers),
        ["seeds"] = Of(gain.OverSeeds),
    };

    private static JsonObject? Of(Interval? interval) => interval is null
        ? null
        : new JsonObject { ["low"] = interval.Low, ["high"] = interval.High, ["p"] = interval.Probability };
}
