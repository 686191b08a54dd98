using System.Text.Json.Nodes;
using DaRec.Cli.Comparing;
using DaRec.Cli.Output;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Tuning;

/// <summary>The trial that a search chose, and the only one that the test part is measured with.</summary>
/// <param name="context">Where it shows.</param>
/// <param name="runner">What trained it.</param>
/// <param name="best">What it came to on the validation part.</param>
internal sealed class BestTrial(CliContext context, TrialRunner runner, TrialResult best)
{
    private IReadOnlyList<RunOutcome> _measured = [];

    /// <summary>Says what it is, and measures the test part where there is one.</summary>
    /// <returns>Whether that ended well.</returns>
    public bool Measure(bool hasTest)
    {
        context.WriteLine($"Best: trial {best.Trial.Number}, {best.Trial.Options}");
        if (!hasTest)
        {
            context.WriteLine("There is no test part (tst) to measure on.");
            return true;
        }

        context.WriteLine("The test part is measured now, with this trial alone.");
        _measured = runner.Measure(best);
        RunResult[] runs = [.. _measured.Select(outcome => outcome.Result).OfType<RunResult>()];
        if (runs.Length > 0)
        {
            Tables.Write(
                context,
                ["", .. Metric.All.Select(metric => metric.Title)],
                [["test", .. Metric.All.Select(metric => Tables.Number(runs.Average(run => run.Test(metric.Key, metric.Cutoff))))]]);
        }

        if (runs.Length > 0 && runs.All(run => run.Json[RankingsJson.Key] is not null))
        {
            RankingMetric[] metrics = [.. RankingMetric.All.Where(metric => runs.All(run => run.Ranking(metric) is not null))];
            Tables.Write(
                context,
                ["", .. metrics.Select(metric => metric.Title)],
                [["test", .. metrics.Select(metric => Tables.Number(runs.Average(run => run.Ranking(metric)!.Value)))]]);
        }

        foreach (var failed in _measured.Where(outcome => outcome.Result is null))
        {
            context.Error.WriteLine($"failed: {failed.Run.Title}: {failed.Error}");
        }

        return runs.Length == _measured.Count;
    }

    /// <summary>Writes its settings, as <c>train --config</c> takes them, and what they came to.</summary>
    /// <param name="directory">Where the file goes.</param>
    /// <param name="data">The folder of the data.</param>
    public void Save(string directory, string data)
    {
        var json = SettingsCatalog.ToJson(runner.SettingsOf(best));
        json.Insert(0, SettingsFile.DataKey, Path.GetFullPath(data));
        json.Insert(0, SettingsFile.SourceKey, $"Trial {best.Trial.Number} of darec tune.");
        json[SettingsFile.ResultKey] = new JsonObject
        {
            ["validation"] = best.ToJson(),
            ["test"] = new JsonArray([.. _measured.Select(outcome => outcome.Result?.Short())]),
        };
        using var folder = new OutputFolder(directory);
        JsonFile.Write(folder["best.json"], json);
        folder.Commit();
    }
}
