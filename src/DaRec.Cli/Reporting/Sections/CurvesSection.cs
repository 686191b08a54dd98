using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Reporting.Charts;
using DaRec.Cli.Services;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>Metrics and losses by epoch.</summary>
/// <param name="trainings">The trainings with their curves; those without are left out.</param>
internal sealed class CurvesSection(IReadOnlyList<TrainingCurves> trainings) : IReportSection
{
    public string Id => "training";

    public string Title => "How training went";

    public bool HasContent => trainings.Count > 0;

    /// <summary>The curves that a run's folder keeps; null for none.</summary>
    public static TrainingCurves? Read(string directory, TrainedRun run, string kind)
    {
        var path = Path.Combine(directory, RunFiles.Curves);
        try
        {
            return File.Exists(path) && JsonNode.Parse(File.ReadAllText(path)) is JsonObject json
                ? new TrainingCurves(run.Settings.Title, kind, json, run.Json[SettingsFile.ResultKey]?["best_epoch"]?.GetValue<int>())
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null; // the rest of the report does not need it
        }
    }

    public void Write(HtmlWriter html)
    {
        html.Paragraph("Training goes on while recall on the validation part rises; the dot marks the epoch that is kept.");
        html.Element(
            "div",
            () =>
            {
                foreach (var metric in trainings.SelectMany(training => training.Metrics).Distinct())
                {
                    Chart(html, $"{Named(metric)} on the validation part", training => Curve(training, metric));
                }

                Chart(html, "Ranking loss", training => new Curve(
                    training.Title, training.Kind, Points(CurvesJson.Read(training.Json[CurvesJson.Loss]))));
                Terms(html);
            },
            ("class", "row"));
    }

    private static string Named(string metric) => metric.Replace("recall", "Recall", StringComparison.Ordinal).Replace("ndcg", "NDCG", StringComparison.Ordinal);

    private void Chart(HtmlWriter html, string caption, Func<TrainingCurves, Curve> curve) => Drawing.Figure(
        html, $"{caption}, by epoch.", () => new LineChart($"{caption} by epoch", "epoch", [.. trainings.Select(curve)]).Write(html));

    private void Terms(HtmlWriter html)
    {
        foreach (var training in trainings.Where(training => training.Terms.Count > 0))
        {
            // The weighted sum says nothing more where there is one term.
            string[] names = [.. training.Terms.Where(name => name != "total" || training.Terms.Count > 2)];
            Drawing.Figure(
                html,
                $"The alignment's {(names.Length == 1 ? "term" : "terms")} by epoch: how far the embeddings' neighbourhoods are from those of the texts.",
                () => new LineChart("Terms of the alignment by epoch", "epoch", [.. names.Select((name, at) => new Curve(
                    name, names.Length == 1 ? training.Kind : $"c{at}", Points(CurvesJson.Read(training.Json[CurvesJson.Terms]?[name]))))]).Write(html));
        }
    }

    private static Curve Curve(TrainingCurves training, string metric)
    {
        var part = training.Json[CurvesJson.Validation];
        var (epochs, values) = (CurvesJson.Read(part?["epoch"]), CurvesJson.Read(part?[metric]));
        return new Curve(training.Title, training.Kind, [.. from pair in epochs.Zip(values) where pair is { First: not null, Second: not null } select (pair.First!.Value, pair.Second!.Value)])
        {
            Marked = training.Best,
        };
    }

    private static (double X, double Y)[] Points(IReadOnlyList<double?> values) =>
        [.. from entry in values.Index() where entry.Item is not null select (entry.Index + 1.0, entry.Item!.Value)];
}

/// <summary>The curves of a training.</summary>
/// <param name="Title">What was trained.</param>
/// <param name="Kind">Its colour: before or after, or c0 to c11.</param>
/// <param name="Json">As <see cref="CurvesJson"/> writes them.</param>
/// <param name="Best">The epoch that is kept.</param>
internal sealed record TrainingCurves(string Title, string Kind, JsonObject Json, int? Best)
{
    /// <summary>The metrics of the validation part.</summary>
    public IEnumerable<string> Metrics => (Json[CurvesJson.Validation] as JsonObject ?? []).Select(metric => metric.Key).Where(key => key != "epoch");

    /// <summary>The alignment's terms.</summary>
    public IReadOnlyList<string> Terms => [.. (Json[CurvesJson.Terms] as JsonObject ?? []).Select(term => term.Key)];
}
