using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Comparing;
using DaRec.Cli.Output;

namespace DaRec.Cli.Studying;

/// <summary>The study on the console and as files.</summary>
internal static class StudyReport
{
    /// <summary>Shows the table, what it says, and the runs that failed.</summary>
    public static void Show(CliContext context, Study study)
    {
        context.WriteLine("");
        context.WriteLine(study.Kind.Title);
        if (study.Results.Count > 0)
        {
            Tables.Write(context, study.Columns, study.Rows());
            context.WriteLine(study.Legend);
            context.WriteLine("");
            foreach (var line in study.Kind.Tell(study))
            {
                context.WriteLine(line);
            }
        }

        foreach (var outcome in study.Failed)
        {
            context.Error.WriteLine($"failed: {outcome.Run.Title}: {outcome.Error}");
        }
    }

    /// <summary>Writes JSON, Markdown and, where a run has ended well, the plot, each named as the verb.</summary>
    public static void Save(CliContext context, string directory, Study study)
    {
        var (verb, plot) = (study.Kind.Verb, $"{study.Kind.Verb}.png");
        using var folder = new OutputFolder(directory);
        var hasPlot = study.Results.Count > 0 && Picture.TryDraw(context, plot, () => StudyPlot.Save(study, folder[plot]));
        JsonFile.Write(folder[$"{verb}.json"], Json(study));
        File.WriteAllLines(folder[$"{verb}.md"], Markdown(study, hasPlot ? plot : null));
        string[] outdated = hasPlot ? [] : [plot];
        folder.Commit(outdated);
    }

    private static IEnumerable<string> Markdown(Study study, string? plot) =>
    [
        $"# {study.Kind.Title}",
        "",
        "```bash",
        study.Command,
        "```",
        "",
        .. study.Machine.Lines().Select(line => $"{line}  "),
        $"Data: {study.Data}.",
        "",
        .. study.Kind.Tell(study),
        "",
        $"| {string.Join(" | ", study.Columns)} |",
        $"| --- |{string.Concat(Enumerable.Repeat(" --: |", study.Columns.Count - 1))}",
        .. study.Rows().Select(row => $"| {string.Join(" | ", row)} |"),
        "",
        study.Legend,
        .. study.Failed.Select(outcome => $"- failed: {outcome.Run.Title}: {outcome.Error}"),
        .. plot is null ? [] : (string[])["", $"![{study.Kind.Title}]({plot})"],
    ];

    private static JsonObject Json(Study study) => new()
    {
        ["command"] = study.Command,
        ["machine"] = JsonSerializer.SerializeToNode(study.Machine, JsonSerializerOptions.Web),
        ["data"] = study.Data,
        ["findings"] = new JsonArray([.. study.Kind.Tell(study).Select(line => (JsonNode)line)]),
        ["variants"] = new JsonArray([.. study.Results.Select(result => (JsonNode)Json(study, result))]),
        ["failed"] = new JsonArray([.. study.Failed.Select(outcome => new JsonObject { ["run"] = outcome.Run.Name, ["error"] = outcome.Error })]),
    };

    private static JsonObject Json(Study study, StudyResult result)
    {
        var json = new JsonObject
        {
            ["label"] = result.Variant.Label,
            ["series"] = result.Variant.Series,
            ["at"] = result.Variant.At,
            ["against"] = result.Variant.Against?.Label,
            ["settings"] = SettingsJson(result),
        };
        foreach (var metric in Metric.Headline)
        {
            var (sample, over) = (result.Of(metric), study.AgainstOf(result) is { } other ? result.Over(other, metric) : (null, null));
            json[$"{metric.Key}@{metric.Cutoff}"] = new JsonObject
            {
                ["mean"] = sample.Mean,
                ["deviation"] = sample.Deviation,
                ["percent"] = over.Item1,
                ["p"] = over.Item2,
                ["seeds"] = new JsonObject(result.Runs.Select(run => KeyValuePair.Create(
                    run.Key.ToString(CultureInfo.InvariantCulture), (JsonNode?)run.Value.Test(metric.Key, metric.Cutoff)))),
            };
        }

        return json;

        static JsonNode? SettingsJson(StudyResult result) => result.Runs.Values.First().Json["settings"]?.DeepClone();
    }
}
