using DaRec.Cli.Measuring;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using DaRec.Cli.Tuning;

namespace DaRec.Cli.Comparing;

/// <summary>All that a comparison came to.</summary>
/// <param name="Command">The command that made it, without the places of files.</param>
/// <param name="Data">The data and their sizes.</param>
/// <param name="Machine">What it ran on.</param>
/// <param name="Jobs">How many runs ran at a time.</param>
/// <param name="Methods">The methods with finished runs, those of a recommender together.</param>
/// <param name="Failed">The runs that failed.</param>
internal sealed record Comparison(
    string Command,
    string Data,
    MachineDescription Machine,
    int Jobs,
    IReadOnlyList<ComparedMethod> Methods,
    IReadOnlyList<RunOutcome> Failed)
{
    /// <summary>Whether a preset lists the methods: they are one table, tuned or with their defaults.</summary>
    public bool IsListed { get; init; }

    /// <summary>The trials that failed; one whose method has another that ended well does no harm.</summary>
    public IReadOnlyList<TrialResult> FailedTrials { get; init; } = [];

    /// <summary>Who wins; null for fewer than two methods.</summary>
    public Verdict? Verdict { get; } = Verdict.Of(Methods);

    /// <summary>What the columns say.</summary>
    public string Legend =>
        "Mean ± standard deviation over seeds, on the test part. Gains are over the recommender alone, from the same seeds; p is that " +
        "of a two-sided t-test, paired by seed. " +
        (IsListed
            ? TuningColumns.Legend
            : "Seconds are the median of the runs, of an epoch or of all the work of a recommender that is computed without epochs.") +
        " MB are the largest peak of resident memory of a run's process.";

    /// <summary>The recommenders, each with its methods.</summary>
    public IEnumerable<IGrouping<BackboneKind, ComparedMethod>> Backbones => Methods.GroupBy(method => method.Backbone);

    /// <summary>The methods of each table, with its title: those of each recommender, or all that a preset lists, the best first.</summary>
    public IEnumerable<(string Title, IReadOnlyList<ComparedMethod> Methods)> Tables => IsListed
        ? [("All methods, the best first", [.. Methods.OrderByDescending(method => method.Of(Metric.Recall20).Mean)])]
        : Backbones.Select(methods => (Method.Backbones[methods.Key].Title, (IReadOnlyList<ComparedMethod>)[.. methods]));

    /// <summary>All that failed, for people: trials, then runs.</summary>
    public IEnumerable<(string Title, string? Error)> Failures =>
        FailedTrials.SelectMany(trial => trial.Outcomes).Concat(Failed).Select(outcome => (outcome.Run.Title, outcome.Error));

    /// <summary>The recommender of a method alone; null for itself, and where it was not run.</summary>
    public ComparedMethod? AloneOf(ComparedMethod method) => method.IsAlone
        ? null
        : Methods.FirstOrDefault(other => other.Backbone == method.Backbone && other.IsAlone);

    /// <summary>The first method of the same recommender; null for itself.</summary>
    public ComparedMethod? FirstBefore(ComparedMethod method)
    {
        var first = Methods.First(other => other.Backbone == method.Backbone);
        return first == method ? null : first;
    }
}
