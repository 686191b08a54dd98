namespace DaRec.Cli.Tuning;

/// <summary>What the trials of a method of a comparison came to on the validation part.</summary>
/// <param name="Results">The trials, the first with the defaults.</param>
internal sealed record MethodTuning(IReadOnlyList<TrialResult> Results)
{
    /// <summary>The trial with the highest recall; null where all failed.</summary>
    public TrialResult? Best { get; } = TrialResult.Ranked(Results)[0] is { Error: null } best ? best : null;

    /// <summary>Time of all training, or computing, of the trials.</summary>
    public double Seconds => Results.SelectMany(result => result.Outcomes).Sum(outcome => outcome.Result?.WorkSeconds ?? 0);
}
