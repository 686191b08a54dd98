using DaRec.Cli.Comparing;
using DaRec.Cli.Measuring;
using DaRec.Cli.Runs;

namespace DaRec.Cli.Studying;

/// <summary>All that a study came to.</summary>
/// <param name="Kind">What was studied, and how it is told.</param>
/// <param name="Command">The command that made it, without the places of files.</param>
/// <param name="Data">The data and their sizes.</param>
/// <param name="Machine">What it ran on.</param>
/// <param name="Results">The variants with finished runs, in order.</param>
/// <param name="Failed">The runs that failed.</param>
internal sealed record Study(
    StudyKind Kind,
    string Command,
    string Data,
    MachineDescription Machine,
    IReadOnlyList<StudyResult> Results,
    IReadOnlyList<RunOutcome> Failed)
{
    /// <summary>The columns of the table.</summary>
    public IReadOnlyList<string> Columns =>
        [Kind.Axis, .. Metric.Headline.SelectMany(metric => new[] { metric.Title, Kind.Difference, "p" }), "Seconds"];

    /// <summary>What the columns say.</summary>
    public string Legend =>
        $"Mean ± standard deviation over seeds, on the test part; {Kind.DifferenceInWords}; p is that of a two-sided t-test, paired by " +
        "seed. Seconds are the mean time of training.";

    /// <summary>A row for each variant.</summary>
    public IEnumerable<string[]> Rows() => Results.Select(result => (string[])
    [
        result.Variant.Label,
        .. Metric.Headline.SelectMany(metric => (string[])
        [
            ComparisonTable.Text(result.Of(metric)),
            .. ComparisonTable.Gain(AgainstOf(result) is { } other ? result.Over(other, metric) : (null, null)),
        ]),
        VerdictText.Seconds(result.Runs.Values.Average(run => run.WorkSeconds)),
    ]);

    /// <summary>What a variant is measured against; null for none, and where it has no finished run.</summary>
    public StudyResult? AgainstOf(StudyResult result) => Results.FirstOrDefault(other => other.Variant == result.Variant.Against);
}
