using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Comparing;
using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>What each method costs.</summary>
internal sealed class CostSection(ComparedFolder folder) : IReportSection
{
    public string Id => "cost";

    public string Title => "What it costs";

    public bool HasContent => folder.Comparison.Methods.Count > 0;

    public void Write(HtmlWriter html)
    {
        var isTuned = folder.Json["methods"]!.AsArray().Any(method => method!["tuning"] is not null);
        var table = new HtmlTable(
            "Seconds are the median of the runs, without loading and evaluation. Memory is the largest peak of a run's process.",
            [
                ("Method", false), ("Seconds a run", true), ("Seconds an epoch", true), ("Columns an item", true), ("MB", true),
                .. isTuned ? [("Trials", true), ("Seconds to tune", true), ("Tuned settings", false)] : Array.Empty<(string, bool)>(),
            ]);
        foreach (var (method, json) in folder.Comparison.Methods.Zip(folder.Json["methods"]!.AsArray()))
        {
            table.Add(
            [
                (method.Title, null),
                (VerdictText.Seconds(method.WorkSeconds), method.WorkSeconds),
                (method.SecondsPerEpoch?.ToString("0.000", CultureInfo.InvariantCulture) ?? "–", method.SecondsPerEpoch),
                (method.VectorColumns?.ToString(CultureInfo.InvariantCulture) ?? $"{method.MatrixItems} (weights for each item)", method.VectorColumns ?? method.MatrixItems),
                (method.PeakMegabytes.ToString("0", CultureInfo.InvariantCulture), method.PeakMegabytes),
                .. isTuned ? Tuning(json!["tuning"]) : [],
            ]);
        }

        table.Write(html);
    }

    private static (string, double?)[] Tuning(JsonNode? tuning)
    {
        var seconds = tuning?["seconds"]?.GetValue<double>();
        var trials = (tuning?["trials"] as JsonArray)?.Count;
        var settings = tuning?["settings"] as JsonObject;
        return
        [
            (trials?.ToString(CultureInfo.InvariantCulture) ?? "–", trials),
            (seconds is { } known ? VerdictText.Seconds(known) : "–", seconds),
            (settings is null or { Count: 0 } ? "defaults" : string.Join(", ", settings.Select(setting => $"{setting.Key} {setting.Value}")), null),
        ];
    }
}
