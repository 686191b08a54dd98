using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Recommenders.Training;

namespace DaRec.Cli.Output;

/// <summary>The figures of each epoch as JSON, short: five significant digits, a row for each curve.</summary>
internal static class CurvesJson
{
    /// <summary>Where they are in a run's results.</summary>
    public const string Key = "curves";

    /// <summary>The key of the ranking loss, a value for each epoch.</summary>
    public const string Loss = "loss";

    /// <summary>The key of the alignment's terms, each with a value for each epoch; null where an epoch has none.</summary>
    public const string Terms = "terms";

    /// <summary>The key of the validation part: the epochs that were evaluated, and a value for each of them by metric.</summary>
    public const string Validation = "validation";

    /// <summary>
    /// <c>{ "loss": "x x …", "terms": { name: "x x …" }, "validation": { "epoch": "n n …", "recall@20": "x x …", "ndcg@20": "x x …" } }</c>,
    /// numbers with blanks between, a dash for none.
    /// </summary>
    public static JsonObject Of(IReadOnlyList<EpochReport> epochs)
    {
        EpochReport[] evaluated = [.. epochs.Where(epoch => epoch.Validation is not null)];
        var json = new JsonObject
        {
            [Loss] = Row(epochs.Select(epoch => (double?)epoch.Loss)),
            [Terms] = new JsonObject(epochs.SelectMany(epoch => epoch.Alignment.Select(term => term.Key)).Distinct().Select(name =>
                KeyValuePair.Create(name, (JsonNode?)Row(epochs.Select(epoch => Term(epoch, name)))))),
        };
        if (evaluated.Length > 0)
        {
            var cutoff = evaluated[0].Validation!.Recall.Keys.Max();
            json[Validation] = new JsonObject
            {
                ["epoch"] = Row(evaluated.Select(epoch => (double?)epoch.Epoch)),
                [$"recall@{cutoff}"] = Row(evaluated.Select(epoch => (double?)epoch.Validation!.Recall[cutoff])),
                [$"ndcg@{cutoff}"] = Row(evaluated.Select(epoch => (double?)epoch.Validation!.Ndcg[cutoff])),
            };
        }

        return json;
    }

    /// <summary>The numbers of a row; empty where it is no such row.</summary>
    public static IReadOnlyList<double?> Read(JsonNode? row) => row is JsonValue value && value.TryGetValue<string>(out var text)
        ? [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number =>
            double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out var read) ? read : (double?)null)]
        : [];

    private static double? Term(EpochReport epoch, string name) =>
        epoch.Alignment.Where(term => term.Key == name).Select(term => (double?)term.Value).FirstOrDefault();

    private static string Row(IEnumerable<double?> values) =>
        string.Join(' ', values.Select(value => value?.ToString("G5", CultureInfo.InvariantCulture) ?? "-"));
}
