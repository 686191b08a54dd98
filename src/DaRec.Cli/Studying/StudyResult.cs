using DaRec.Cli.Comparing;
using DaRec.Cli.Runs;

namespace DaRec.Cli.Studying;

/// <summary>What a variant came to.</summary>
/// <param name="Variant">The setting.</param>
/// <param name="Runs">Its finished runs by seed, at least one.</param>
internal sealed record StudyResult(StudyVariant Variant, IReadOnlyDictionary<int, RunResult> Runs)
{
    /// <summary>Mean and spread over the seeds.</summary>
    public Sample Of(Metric metric) => Sample.Of([.. Runs.Values.Select(run => run.Test(metric.Key, metric.Cutoff))]);

    /// <summary>The difference to another in per cent of it, and the p of a t-test paired by seed; null without a common seed or a spread.</summary>
    public (double? Percent, double? Probability) Over(StudyResult other, Metric metric)
    {
        (double Own, double Other)[] pairs =
        [
            .. from run in Runs
               where other.Runs.ContainsKey(run.Key)
               select (run.Value.Test(metric.Key, metric.Cutoff), other.Runs[run.Key].Test(metric.Key, metric.Cutoff)),
        ];
        var others = pairs.Sum(pair => pair.Other);
        return (others > 0 ? 100 * ((pairs.Sum(pair => pair.Own) / others) - 1) : null, PairedTest.Probability(pairs));
    }
}
