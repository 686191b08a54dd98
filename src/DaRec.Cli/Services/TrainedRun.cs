using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Data;
using DaRec.Serving;
using DaRec.Serving.Files;

namespace DaRec.Cli.Services;

/// <summary>What <c>train --out</c> left in a folder.</summary>
internal sealed class TrainedRun
{
    private readonly string _directory;

    private TrainedRun(string directory, SettingsFile settings, JsonObject json)
    {
        (_directory, Json, Data) = (directory, json, settings.Data);
        Settings = (TrainSettings)SettingText.Apply(new TrainSettings(), TrainingSettings.All, settings.Training());
        var result = json[SettingsFile.ResultKey] as JsonObject;
        TextColumns = result?[RunFiles.TextColumnsKey] is JsonValue value && value.TryGetValue<int>(out var columns) ? columns : null;
        TextFactors = [.. (result?[RunFiles.TextFactorsKey] as JsonArray ?? []).Select(factor => factor!.GetValue<float>())];
        Users = VectorTable.Read(PathOf(RunFiles.Users));
        Items = VectorTable.Read(PathOf(RunFiles.Items));
        Projection = File.Exists(PathOf(RunFiles.TextProjection))
            ? ItemTextProjection.Load(ComponentFile.Read(PathOf(RunFiles.TextProjection)))
            : null;
    }

    /// <summary>The folder of the data that it was trained on; null where the settings do not say.</summary>
    public string? Data { get; }

    /// <summary>Its settings of training; those of its methods are left out.</summary>
    public TrainSettings Settings { get; }

    /// <summary>Its settings and result as they were written.</summary>
    public JsonObject Json { get; }

    /// <summary>How many of the last columns are those of a text score; null in a folder of an earlier version.</summary>
    public int? TextColumns { get; }

    /// <summary>What these columns of items with 0, 1, … interactions were multiplied by; those of all others stayed.</summary>
    public IReadOnlyList<float> TextFactors { get; }

    public VectorTable Users { get; }

    public VectorTable Items { get; }

    /// <summary>What places items that come later; null for nothing.</summary>
    public ItemTextProjection? Projection { get; }

    /// <summary>Reads a folder.</summary>
    /// <exception cref="UsageException">There is no such folder, or it is none of <c>train --out</c>.</exception>
    /// <exception cref="InvalidDataException">A damaged file.</exception>
    public static TrainedRun Open(string directory, string option)
    {
        if (!Directory.Exists(directory))
        {
            throw new UsageException($"There is no folder {directory} to {option}.");
        }

        OutputFolder.Finish(directory);
        if (File.Exists(Path.Combine(directory, RunFiles.Settings)) && !File.Exists(Path.Combine(directory, RunFiles.Users))
            && TitleWithoutVectors(Path.Combine(directory, RunFiles.Settings)) is { } title)
        {
            throw new UsageException($"{option} {directory}: {title} has no vectors; train a recommender that has, lightgcn for one.");
        }

        if (Array.Find([RunFiles.Settings, RunFiles.Users, RunFiles.Items], name => !File.Exists(Path.Combine(directory, name))) is { } missing)
        {
            throw new UsageException($"{option} {directory}: expected a folder that darec train --out wrote; it has no {missing}.");
        }

        var path = Path.Combine(directory, RunFiles.Settings);
        var settings = SettingsFile.Load(path);
        var json = (JsonObject)JsonNode.Parse(
            File.ReadAllText(path),
            documentOptions: new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true })!;
        return new TrainedRun(directory, settings, json);
    }

    /// <summary>Throws where the vectors are not those of as many users and items as the data have.</summary>
    /// <exception cref="InvalidDataException">They are not.</exception>
    public void EnsureFits(Interactions interactions)
    {
        foreach (var (name, table, count, kind) in new[]
        {
            (RunFiles.Users, Users, interactions.UserCount, "users"), (RunFiles.Items, Items, interactions.ItemCount, "items"),
        })
        {
            if (table.Count != count)
            {
                throw new InvalidDataException(
                    $"{PathOf(name)}: expected a row for each of the {count} {kind} of the data, got {table.Count} rows; give the folder " +
                    "of the data that the run was trained on, --data DIR, or train again.");
            }
        }
    }

    // What the run's recommender is called where it is computed, not trained.
    private static string? TitleWithoutVectors(string path)
    {
        var settings = (TrainSettings)SettingText.Apply(new TrainSettings(), TrainingSettings.All, SettingsFile.Load(path).Training());
        return settings.BackboneMethod is { Fit: not null, Title: var title } ? title : null;
    }

    private string PathOf(string name) => Path.Combine(_directory, name);
}
