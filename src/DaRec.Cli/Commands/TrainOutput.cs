using System.Globalization;
using System.Text.Json.Nodes;
using DaRec.Cli.Measuring;
using DaRec.Cli.Output;
using DaRec.Cli.Runs;
using DaRec.Cli.Services;
using DaRec.Cli.Settings;
using DaRec.Embeddings.Files;
using DaRec.Internal;
using DaRec.Recommenders.Training;
using DaRec.Serving;
using DaRec.Serving.Files;
using TorchSharp;

namespace DaRec.Cli.Commands;

/// <summary>What <c>train</c> shows and writes once a training has ended.</summary>
internal static class TrainOutput
{
    /// <summary>Shows the terms, the best epoch and the seconds of an epoch.</summary>
    public static void Show(CliContext context, TrainingResult result)
    {
        var best = result.Epochs[result.BestEpoch - 1];
        if (best.Alignment.Count > 0)
        {
            Tables.Terms(context, ("first epoch", result.Epochs[0].Alignment), (result.Validation is null ? "last epoch" : "best epoch", best.Alignment));
        }

        var isChosen = result.Validation is not null;
        context.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{(isChosen ? "Best" : "Last")} epoch {result.BestEpoch} of {result.Epochs.Count}; {result.SecondsPerEpoch:0.000} s an epoch."));
    }

    /// <summary>Writes vectors, what places new items, settings and results, and the figures of each epoch.</summary>
    public static void Save(OutputFolder folder, PlacedResult placed, JsonObject settings, JsonObject results, JsonObject curves)
    {
        NpyFile.Write(folder[RunFiles.Users], placed.Ranked.Users);
        NpyFile.Write(folder[RunFiles.Items], placed.Ranked.Items);
        if (placed.Projection is { } projection)
        {
            ComponentFile.Write(folder[RunFiles.TextProjection], new ItemTextProjection(projection));
        }

        var content = (JsonObject)settings.DeepClone();
        results[RunFiles.TextColumnsKey] = placed.Ranked.TextColumns;
        results[RunFiles.TextFactorsKey] = new JsonArray([.. placed.TextFactors.Select(factor => (JsonNode)factor)]);
        content[SettingsFile.ResultKey] = results;
        JsonFile.Write(folder[RunFiles.Settings], content);
        JsonFile.Write(folder[RunFiles.Curves], curves);
        folder.Commit(RunFiles.TextProjection, RunFiles.Diagnostics);
    }

    /// <summary>What <c>--json</c> writes.</summary>
    /// <param name="result">The training.</param>
    /// <param name="metrics">What its vectors came to.</param>
    /// <param name="columns">The vectors' width.</param>
    /// <param name="device">What it ran on.</param>
    /// <param name="settings">All settings.</param>
    /// <param name="hasUsers">Whether the metrics of each user of the test part are there, too.</param>
    public static JsonObject Summary(
        TrainingResult result, HeldOutMetrics metrics, long columns, torch.Device device, JsonObject settings, bool hasUsers)
    {
        var json = Results(result, metrics, device, hasUsers);
        json[RunResult.VectorColumnsKey] = columns;
        json[CurvesJson.Key] = CurvesJson.Of(result.Epochs);
        json["peak_megabytes"] = MemoryMeter.ProcessPeak / (double)(1 << 20);
        if (device.type != DeviceType.CPU)
        {
            json["host_reads"] = HostReads.Count;
        }

        json["settings"] = settings;
        return json;
    }

    /// <summary>What <c>--out</c> writes of the results.</summary>
    public static JsonObject Results(TrainingResult result, HeldOutMetrics metrics, torch.Device device, bool hasUsers = false)
    {
        var json = metrics.ToJson(hasUsers);
        json["best_epoch"] = result.BestEpoch;
        json["epochs"] = result.Epochs.Count;
        json["seconds_per_epoch"] = result.SecondsPerEpoch;
        json["device"] = device.ToString();
        return json;
    }
}
