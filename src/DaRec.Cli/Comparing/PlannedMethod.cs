using System.Globalization;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using DaRec.Cli.Tuning;

namespace DaRec.Cli.Comparing;

/// <summary>A method that is to be compared.</summary>
/// <param name="Settings">Complete but for the seed.</param>
/// <param name="Space">What is tuned of it; null where nothing is.</param>
internal sealed record PlannedMethod(TrainSettings Settings, SearchSpace? Space = null)
{
    /// <summary>What its trials came to; null where there were none.</summary>
    public MethodTuning? Tuning { get; init; }

    /// <summary>Whether its settings are known: it was not tuned, or a trial ended well.</summary>
    public bool IsDecided => Tuning is not { Best: null };

    /// <summary>What no other method of the comparison is called; a run adds its seed.</summary>
    public string FileName => $"{Settings.BackboneMethod.Key}+{Settings.AlignmentMethod.Key}" +
        (Settings.AppendTextScore > 0 ? string.Create(CultureInfo.InvariantCulture, $"+text-score-{Settings.AppendTextScore}") : "") +
        $"{(Settings.NewItems is null or NewItemKind.None ? "" : $"+{Settings.PlacementMethod.Key}")}";

    /// <summary>The same methods with the settings of their best trials.</summary>
    /// <param name="methods">The methods, each with its ranges.</param>
    /// <param name="session">Where trials are run and kept.</param>
    /// <param name="count">Trials of each.</param>
    /// <param name="seed">Seed that each trial is trained with.</param>
    public static IReadOnlyList<PlannedMethod> Tune(IReadOnlyList<PlannedMethod> methods, RunSession session, int count, int seed)
    {
        var searches = methods
            .Select(method => new MethodSearch(method.Settings.WithSeed(seed), method.FileName, method.Space ?? new SearchSpace([]), count))
            .ToList();

        // Each method's first trial first: what cannot work shows early, and the time that is left is known.
        PlannedRun[] runs =
        [
            .. searches.SelectMany(search => search.Runs.Index()).OrderBy(trial => trial.Index).Select(trial => trial.Item),
        ];
        var outcomes = session.Run(runs).ToDictionary(outcome => outcome.Run);
        return [.. methods.Zip(searches, (method, search) => method.With(search.Result(outcomes)))];
    }

    /// <summary>A run for each seed, with the test part; none where all trials failed.</summary>
    public IEnumerable<(int Seed, PlannedRun Run)> Runs(IReadOnlyList<int> seeds) => IsDecided
        ? seeds.Index().Select(seed => Plan(seed.Item, tellsCenters: seed.Index == 0))
        : [];

    private PlannedMethod With(MethodTuning tuning) =>
        this with { Settings = tuning.Best?.Trial.Apply(Settings) ?? Settings, Tuning = tuning };

    private (int Seed, PlannedRun Run) Plan(int seed, bool tellsCenters)
    {
        var number = seed.ToString(CultureInfo.InvariantCulture);
        return (seed, new PlannedRun(
            $"{FileName}-{number}", $"{Settings.Title}, seed {number}", Settings.Title, SettingsCatalog.ToJson(Settings.WithSeed(seed)))
        {
            TellsCenters = tellsCenters,
        });
    }
}
