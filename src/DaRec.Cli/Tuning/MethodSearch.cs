using System.Globalization;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Tuning;

/// <summary>The trials of one method of a comparison: its defaults, then values drawn from its ranges.</summary>
internal sealed class MethodSearch
{
    private const int Seed = 2023; // of the draws

    private readonly TrainSettings _settings;
    private readonly (Trial Trial, PlannedRun Run)[] _trials;

    /// <summary>Plans them.</summary>
    /// <param name="settings">What all trials have in common, with their seed.</param>
    /// <param name="name">What no other method of the comparison is called, for files.</param>
    /// <param name="space">The ranges.</param>
    /// <param name="count">How many, at least 1; fewer where the ranges hold no more that differ.</param>
    public MethodSearch(TrainSettings settings, string name, SearchSpace space, int count)
    {
        _settings = settings;
        _trials = [.. Draw(settings, space, count).Select(trial => (trial, Plan(trial, name)))];
    }

    /// <summary>A run for each trial, without the test part.</summary>
    public IEnumerable<PlannedRun> Runs => _trials.Select(trial => trial.Run);

    /// <summary>What they came to.</summary>
    /// <param name="outcomes">How each of <see cref="Runs"/> ended.</param>
    public MethodTuning Result(IReadOnlyDictionary<PlannedRun, RunOutcome> outcomes) => new([.. _trials.Select(trial => new TrialResult(
        trial.Trial, Round: 0, trial.Trial.Apply(_settings).Trainer.MaxEpochs, SearchObjective.Recall, [outcomes[trial.Run]]))]);

    // The first ones are the same however many are asked for: those that are there stay of use.
    private static IEnumerable<Trial> Draw(TrainSettings settings, SearchSpace space, int count)
    {
        var defaults = Text(settings);
        return space.Draw(count, Seed)
            .Where(trial => Text(trial.Apply(settings)) != defaults)
            .Take(count - 1)
            .Prepend(new Trial(0, []))
            .Select((trial, at) => trial with { Number = at + 1 });
    }

    private PlannedRun Plan(Trial trial, string name) => new(
        $"{name}-trial-{trial.Number.ToString("000", CultureInfo.InvariantCulture)}",
        $"{_settings.Title}, trial {trial.Number} ({trial.Title})",
        _settings.Title,
        SettingsCatalog.ToJson(trial.Apply(_settings)),
        MeasuresTest: false);

    private static string Text(TrainSettings settings) => SettingsCatalog.ToJson(settings).ToJsonString();
}
