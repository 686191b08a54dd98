using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Commands;
using DaRec.Cli.Comparing;
using DaRec.Cli.Inspecting;
using DaRec.Cli.Measuring;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Reporting.Findings;

/// <summary>What <c>compare --out</c> left in a folder.</summary>
internal sealed class ComparedFolder
{
    private const string FileName = "compare.json";

    private ComparedFolder(JsonObject json, Comparison comparison) => (Json, Comparison) = (json, comparison);

    /// <summary>The file.</summary>
    public JsonObject Json { get; }

    /// <summary>The comparison, with each user's metrics and each epoch's where the runs are there.</summary>
    public Comparison Comparison { get; }

    /// <summary>The best method with DaRec, or else with other texts, and the same recommender alone; null where there is no such pair.</summary>
    public MethodPair? Texts => (
        from method in Comparison.Methods
        where method.Align != AlignmentKind.None && Comparison.AloneOf(method) is not null
        orderby method.Align == AlignmentKind.DaRec descending, method.Of(Metric.Recall20).Mean descending
        select MethodPair.Of(method, Comparison.AloneOf(method)!)).FirstOrDefault(pair => pair is not null);

    /// <summary>The groups of items that this method found with its first seed, or else the best one that has told them; null for none.</summary>
    public (string Of, JsonArray Cards)? Groups => Comparison.Methods.OrderByDescending(method => method == Texts?.First)
        .ThenByDescending(method => method.Of(Metric.Recall20).Mean)
        .SelectMany(method => method.Runs.OrderBy(run => run.Key), (method, run) => (method.Title, Cards: run.Value.Json[CardsJson.Key] as JsonArray))
        .Where(run => run.Cards is not null)
        .Select(run => ((string, JsonArray)?)(run.Title, run.Cards!))
        .FirstOrDefault();

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UsageException">There is no such folder, or it is none of <c>compare --out</c>.</exception>
    /// <exception cref="InvalidDataException">A damaged file.</exception>
    public static ComparedFolder Open(string directory, string option)
    {
        if (!Directory.Exists(directory))
        {
            throw new UsageException($"There is no folder {directory} to {option}.");
        }

        Output.OutputFolder.Finish(directory);
        var path = Path.Combine(directory, FileName);
        if (!File.Exists(path))
        {
            throw new UsageException($"{option} {directory}: expected a folder that darec compare --out wrote; it has no {FileName}.");
        }

        try
        {
            var json = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
            ComparedMethod[] methods = [.. json["methods"]!.AsArray().Select(method => Method(directory, method!.AsObject()))];
            return new ComparedFolder(json, new Comparison(
                json["command"]!.GetValue<string>(),
                json["data"]!.GetValue<string>(),
                json["machine"].Deserialize<MachineDescription>(JsonSerializerOptions.Web)!,
                json["jobs"]!.GetValue<int>(),
                methods,
                []));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or NullReferenceException or FormatException)
        {
            throw new InvalidDataException($"{path}: this is not what darec compare writes: {exception.Message} Compare again.", exception);
        }
    }

    private static ComparedMethod Method(string directory, JsonObject json)
    {
        var backbone = Arguments.Kind<BackboneKind>(json["backbone"]!.GetValue<string>(), FileName);
        var align = Arguments.Kind<AlignmentKind>(json["align"]!.GetValue<string>(), FileName);
        NewItemKind? newItems = json["new_items"]!.GetValue<string>() is var name and not "auto" ? Arguments.Kind<NewItemKind>(name, FileName) : null;
        var score = json[ComparisonJson.AppendTextScoreKey]?.GetValue<double>() ?? 0;
        var settings = new TrainSettings { Backbone = backbone, Align = align, AppendTextScore = score, NewItems = newItems };
        var planned = new PlannedMethod(settings);
        return new ComparedMethod(backbone, align, newItems, json["runs"]!.AsObject().ToDictionary(
            run => int.Parse(run.Key, System.Globalization.CultureInfo.InvariantCulture),
            run => Kept(directory, $"{planned.FileName}-{run.Key}.json", (JsonObject)run.Value!.DeepClone())))
        {
            AppendTextScore = score,
        };
    }

    // The run's own file has more, unless another comparison has written it since.
    private static RunResult Kept(string directory, string name, JsonObject json)
    {
        var path = Path.Combine(directory, "runs", name);
        var own = File.Exists(path) ? RunResult.Unseal(File.ReadAllText(path)) : null;
        var told = new RunResult(json);
        return own?.Fingerprint == told.Fingerprint ? own! : told;
    }
}
