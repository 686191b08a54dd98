using DaRec.Benchmarks.Measuring;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Comparing;

/// <summary>A recommender with one alignment, or alone: what its seeds came to.</summary>
/// <param name="Backbone">The recommender.</param>
/// <param name="Align">The alignment.</param>
/// <param name="Runs">Its finished runs by seed, at least one.</param>
internal sealed record ComparedMethod(BackboneKind Backbone, AlignmentKind Align, IReadOnlyDictionary<int, RunResult> Runs)
{
    /// <summary>The recommender and the alignment, for people.</summary>
    public string Title => new TrainSettings { Backbone = Backbone, Align = Align }.Title;

    /// <summary>The alignment alone, for people.</summary>
    public string AlignTitle => Align == AlignmentKind.None ? "alone" : Method.Alignments[Align].Title;

    /// <summary>Median of the runs' own times of an epoch.</summary>
    public double SecondsPerEpoch => Median.Of(Runs.Values.Select(run => run.SecondsPerEpoch));

    /// <summary>The largest of the runs' peaks of memory.</summary>
    public double PeakMegabytes => Runs.Values.Max(run => run.PeakMegabytes);

    /// <summary>Mean and spread over the seeds.</summary>
    public Sample Of(Metric metric) => Sample.Of([.. Runs.Values.Select(run => run.Test(metric.Key, metric.Cutoff))]);

    /// <summary>What it gains over another in per cent, and the probability of a difference like theirs if there were none.</summary>
    /// <remarks>Seeds that both have finished are compared, and no others; null without one.</remarks>
    public (double? Percent, double? Probability) GainOver(ComparedMethod alone, Metric metric)
    {
        (double Own, double Alone)[] pairs =
        [
            .. Runs.Where(run => alone.Runs.ContainsKey(run.Key)).Select(run => (
                run.Value.Test(metric.Key, metric.Cutoff), alone.Runs[run.Key].Test(metric.Key, metric.Cutoff))),
        ];
        var (own, other) = (pairs.Sum(pair => pair.Own), pairs.Sum(pair => pair.Alone));
        return (other > 0 ? 100 * ((own / other) - 1) : null, PairedTest.Probability(pairs));
    }
}
