using System.Text.Json.Nodes;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Output;

/// <summary>Metrics of thirds by popularity as JSON, with all their digits.</summary>
internal static class SlicesJson
{
    /// <summary>Where they are in a run's metrics.</summary>
    public const string Key = "slices";

    /// <summary>The key of the thirds of items.</summary>
    public const string Items = "items";

    /// <summary>The key of the thirds of users.</summary>
    public const string Users = "users";

    /// <summary>
    /// <c>{ "cutoff": k, "items": { "tail": { "count": n, "fewest": n, "most": n, "users": n, "recall": x }, … }, "users": { … } }</c>;
    /// those of users have "ndcg" too, and null stands where nobody was measured.
    /// </summary>
    public static JsonObject Of(PopularityMetrics metrics) => new()
    {
        ["cutoff"] = metrics.Cutoff,
        [Items] = Of(metrics.Items, hasNdcg: false),
        [Users] = Of(metrics.Users, hasNdcg: true),
    };

    private static JsonObject Of(IReadOnlyList<SliceMetrics> slices, bool hasNdcg) => new(slices.Select(slice =>
    {
        var json = new JsonObject
        {
            ["count"] = slice.Count,
            ["fewest"] = slice.Fewest,
            ["most"] = slice.Most,
            ["users"] = slice.Users,
            ["recall"] = slice.Recall,
        };
        if (hasNdcg)
        {
            json["ndcg"] = slice.Ndcg;
        }

        return KeyValuePair.Create(Names.Of(slice.Third), (JsonNode?)json);
    }));
}
