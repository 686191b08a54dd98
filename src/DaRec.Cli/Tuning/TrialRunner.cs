using System.Globalization;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Tuning;

/// <summary>Trains trials, with every seed, and leaves the test part alone.</summary>
/// <param name="session">Where runs are done and kept.</param>
/// <param name="settings">What all trials have in common.</param>
/// <param name="seeds">Seeds of each trial.</param>
/// <param name="objective">What trials are told apart by.</param>
/// <param name="log">Told of each trial that ended.</param>
internal sealed class TrialRunner(
    RunSession session, TrainSettings settings, IReadOnlyList<int> seeds, SearchObjective objective, TrialLog log)
{
    /// <summary>The settings of a trial as it was trained, with the first seed.</summary>
    public TrainSettings SettingsOf(TrialResult result) => SettingsOf(result.Trial, result.EpochLimit, seeds[0]);

    /// <summary>Trains trials for so many epochs at most, or as many as each says itself.</summary>
    public IReadOnlyList<TrialResult> Train(IReadOnlyList<Trial> trials, int? epochs)
    {
        var planned = trials.Select(trial => (Trial: trial, Runs: seeds.Select(seed => Plan(trial, epochs, seed)).ToList())).ToList();
        var outcomes = session.Run([.. planned.SelectMany(trial => trial.Runs)], ended => log.Write(Results(planned, ended)));
        return [.. Results(planned, outcomes)];

        IEnumerable<TrialResult> Results(List<(Trial Trial, List<PlannedRun> Runs)> of, IReadOnlyList<RunOutcome> ended) =>
            from trial in of
            let own = ended.Where(outcome => trial.Runs.Contains(outcome.Run)).ToList()
            where own.Count == seeds.Count
            select new TrialResult(trial.Trial, epochs ?? 0, EpochsOf(trial.Trial, epochs), objective, own);
    }

    /// <summary>Trains a trial, as it was trained before, and measures it on the test part.</summary>
    public IReadOnlyList<RunOutcome> Measure(TrialResult best) => session.Run([.. seeds.Select(seed =>
        new PlannedRun(
            $"best-seed-{Text(seed)}",
            $"trial {best.Trial.Number}{SeedTitle(seed)}, with the test part",
            "best",
            SettingsCatalog.ToJson(SettingsOf(best.Trial, best.EpochLimit, seed))))]);

    private PlannedRun Plan(Trial trial, int? epochs, int seed)
    {
        var stage = epochs is null ? "" : $"-epochs-{Text(epochs.Value)}";
        return new PlannedRun(
            $"trial-{trial.Number.ToString("000", CultureInfo.InvariantCulture)}{stage}-seed-{Text(seed)}",
            $"trial {trial.Number}{SeedTitle(seed)} ({trial.Title})",
            "trial",
            SettingsCatalog.ToJson(SettingsOf(trial, EpochsOf(trial, epochs), seed)),
            MeasuresTest: false);
    }

    private TrainSettings SettingsOf(Trial trial, int epochs, int seed) =>
        With(trial.Apply(settings), epochs, seed);

    private static TrainSettings With(TrainSettings settings, int epochs, int seed) =>
        settings with { Trainer = settings.Trainer with { MaxEpochs = epochs, Seed = seed } };

    private int EpochsOf(Trial trial, int? epochs) => epochs ?? trial.Apply(settings).Trainer.MaxEpochs;

    private string SeedTitle(int seed) => seeds.Count == 1 ? "" : $", seed {Text(seed)}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
