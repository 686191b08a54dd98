using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Runs;
using DaRec.Cli.Services;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Inspecting;

/// <summary>The run to compare a run with: its recommender alone, from the same settings and seed.</summary>
internal sealed class BaselineSource(CliContext context)
{
    private const string Folder = "baseline";
    private const string Note = "baseline.json"; // beside the folder: there once the training has ended
    private const string Never = "30000000"; // seconds between checkpoints: a child that is ended leaves none

    /// <summary>The option <c>--baseline</c>.</summary>
    public Option<string> Option { get; } = new("--baseline")
    {
        HelpName = "DIR|none",
        Description = "A folder of train --out to compare with, trained without alignment; none compares with nothing. [the run's own " +
            "settings without alignment, trained once into its folder baseline]",
    };

    /// <summary>The folder of the run to compare with; null for nothing.</summary>
    /// <param name="typed">The option's value; null where it is not typed.</param>
    /// <param name="directory">The folder of the run.</param>
    /// <param name="run">The run.</param>
    /// <param name="data">The folder of the data.</param>
    /// <exception cref="UsageException">It cannot be trained, or not be kept.</exception>
    public string? Find(string? typed, string directory, TrainedRun run, string data)
    {
        if (typed is not null)
        {
            return typed == "none" ? null : typed;
        }

        if (!IsAligned(run))
        {
            context.Error.WriteLine("note: the run is the recommender alone; there is nothing before it. --baseline DIR compares it with another.");
            return null;
        }

        var settings = SettingsOf(run);
        var device = run.Json[SettingsFile.ResultKey]?["device"]?.GetValue<string>() is { } used && used != "cpu" ? "auto" : "cpu";
        var fingerprint = Fingerprint.OfFile(Path.Combine(directory, RunFiles.Users), settings, Fingerprint.OfData(data));
        var (path, note) = (Path.Combine(directory, Folder), Path.Combine(directory, Note));
        if (IsThere(path, note, fingerprint))
        {
            return path;
        }

        Train((run.Settings.BackboneMethod.Title, settings), data, device, path);
        JsonFile.Write(note, new JsonObject { [RunResult.FingerprintKey] = fingerprint });
        return path;
    }

    private static bool IsAligned(TrainedRun run) =>
        run.Settings.Align is not (null or AlignmentKind.None) || run.Settings.AppendTextScore > 0
        || run.Settings.NewItems is not (null or NewItemKind.None);

    private static JsonObject SettingsOf(TrainedRun run)
    {
        var settings = (JsonObject)run.Json.DeepClone();
        settings.Remove(SettingsFile.DataKey);
        settings.Remove(SettingsFile.ResultKey);
        settings[TrainingSettings.Align.Key] = Names.Of(AlignmentKind.None);
        settings[TrainingSettings.AppendTextScore.Key] = 0.0;
        settings[TrainingSettings.NewItems.Key] = Names.Of(NewItemKind.None);
        return settings;
    }

    private static bool IsThere(string path, string note, string fingerprint)
    {
        if (!File.Exists(note) || !File.Exists(Path.Combine(path, RunFiles.Users)))
        {
            return false;
        }

        try
        {
            return JsonNode.Parse(File.ReadAllText(note))?[RunResult.FingerprintKey]?.GetValue<string>() == fingerprint;
        }
        catch (Exception exception) when (exception is System.Text.Json.JsonException or InvalidOperationException)
        {
            return false;
        }
    }

    private void Train((string Title, JsonObject Settings) alone, string data, string device, string path)
    {
        context.Error.Write($"Training {alone.Title} alone to compare with (--baseline none leaves it out) … ");
        var watch = Stopwatch.StartNew();
        var config = Path.Combine(Directory.CreateTempSubdirectory("darec-").FullName, "settings.json");
        try
        {
            JsonFile.Write(config, alone.Settings);
            var end = context.Call(
                ["train", "--data", Path.GetFullPath(data), "--config", config, "--out", Path.GetFullPath(path), "--quiet", "--device", device,
                    "--checkpoint-every", Never],
                1,
                context.Cancellation);
            if (end.ExitCode == CliProgram.Interrupted)
            {
                throw new OperationCanceledException();
            }

            if (end.ExitCode != CliProgram.Done)
            {
                throw new UsageException(
                    $"{alone.Title} alone could not be trained: {end.Error.Trim().Split('\n')[^1].Replace("darec: ", "", StringComparison.Ordinal)} " +
                    "Type --baseline DIR for a run to compare with, or --baseline none.");
            }
        }
        finally
        {
            Directory.Delete(Path.GetDirectoryName(config)!, recursive: true);
        }

        context.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{watch.Elapsed.TotalSeconds:0.0} s; kept in {path}."));
    }
}
