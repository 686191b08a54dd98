using DaRec.Cli.Measuring;
using DaRec.Cli.Runs;
using DaRec.Cli.Settings;
using DaRec.Cli.Tuning;

namespace DaRec.Cli.Comparing;

/// <summary>A recommender with one alignment and one way to place new items, or alone: what its seeds came to.</summary>
/// <param name="Backbone">The recommender.</param>
/// <param name="Align">The alignment.</param>
/// <param name="NewItems">What places new items; null where the alignment decides.</param>
/// <param name="Runs">Its finished runs by seed, at least one.</param>
internal sealed record ComparedMethod(
    BackboneKind Backbone, AlignmentKind Align, NewItemKind? NewItems, IReadOnlyDictionary<int, RunResult> Runs)
{
    /// <summary>Weight of the text score that is appended; 0 for none. Default 0.</summary>
    public double AppendTextScore { get; init; }

    /// <summary>What its trials came to; null where it was not tuned.</summary>
    public MethodTuning? Tuning { get; init; }

    /// <summary>A planned method whose runs are finished.</summary>
    /// <param name="method">Complete.</param>
    /// <param name="runs">As in the constructor.</param>
    public static ComparedMethod Of(PlannedMethod method, IReadOnlyDictionary<int, RunResult> runs) =>
        new(method.Settings.Backbone, method.Settings.Align!.Value, method.Settings.NewItems, runs)
        {
            AppendTextScore = method.Settings.AppendTextScore,
            Tuning = method.Tuning,
        };

    /// <summary>The recommender and its methods, for people.</summary>
    public string Title => new TrainSettings { Backbone = Backbone, Align = Align, AppendTextScore = AppendTextScore, NewItems = NewItems }.Title;

    /// <summary>Whether it is the recommender alone.</summary>
    public bool IsAlone => Align == AlignmentKind.None && AppendTextScore == 0 && NewItems is null or NewItemKind.None;

    /// <summary>Its methods without the recommender, for people.</summary>
    public string MethodTitle => IsAlone
        ? "alone"
        : string.Join(", ", new[]
        {
            Method.Alignments[Align].Title,
            AppendTextScore > 0 ? TrainSettings.TextScoreTitle(AppendTextScore) : "",
            NewItems is { } kind and not NewItemKind.None ? $"new items: {Method.Placements[kind].Title}" : "",
        }.Where(title => title.Length > 0));

    /// <summary>Median of the runs' own times of an epoch; null where there are no epochs.</summary>
    public double? SecondsPerEpoch => MedianOf(run => run.SecondsPerEpoch);

    /// <summary>Median of the times that computing took; null where the recommender is trained.</summary>
    public double? FitSeconds => MedianOf(run => run.FitSeconds);

    /// <summary>Median of the times of training, without evaluations, or of computing.</summary>
    public double WorkSeconds => Median.Of([.. Runs.Values.Select(run => run.WorkSeconds)]);

    /// <summary>Width of the items' vectors; null where there are none.</summary>
    public int? VectorColumns => Runs.Values.First().VectorColumns;

    /// <summary>Items whose weights for each other rank; null where vectors do.</summary>
    public int? MatrixItems => Runs.Values.First().MatrixItems;

    /// <summary>The largest of the runs' peaks of memory.</summary>
    public double PeakMegabytes => Runs.Values.Max(run => run.PeakMegabytes);

    /// <summary>Mean and spread over the seeds.</summary>
    public Sample Of(Metric metric) => Sample.Of([.. Runs.Values.Select(run => run.Test(metric.Key, metric.Cutoff))]);

    /// <summary>The same for a third of items or users; null where no run has measured any.</summary>
    public Sample? Of(ThirdMetric metric) => Of(run => run.Third(metric));

    /// <summary>The same for a ranking of cold or warm items; null where no run has measured any.</summary>
    public Sample? Of(RankingMetric metric) => Of(run => run.Ranking(metric));

    /// <summary>What it gains over another in per cent, and the probability of a difference like theirs if there were none.</summary>
    /// <remarks>Seeds that both have finished are compared, and no others; null without one.</remarks>
    public (double? Percent, double? Probability) GainOver(ComparedMethod other, Metric metric) =>
        GainOver(other, run => run.Test(metric.Key, metric.Cutoff));

    /// <inheritdoc cref="GainOver(ComparedMethod, Metric)"/>
    public (double? Percent, double? Probability) GainOver(ComparedMethod other, ThirdMetric metric) =>
        GainOver(other, run => run.Third(metric));

    /// <inheritdoc cref="GainOver(ComparedMethod, Metric)"/>
    public (double? Percent, double? Probability) GainOver(ComparedMethod other, RankingMetric metric) =>
        GainOver(other, run => run.Ranking(metric));

    private double? MedianOf(Func<RunResult, double?> seconds)
    {
        double[] values = [.. Runs.Values.Select(seconds).OfType<double>()];
        return values.Length == 0 ? null : Median.Of(values);
    }

    private Sample? Of(Func<RunResult, double?> value)
    {
        double[] values = [.. Runs.Values.Select(value).OfType<double>()];
        return values.Length == 0 ? null : Sample.Of(values);
    }

    private (double? Percent, double? Probability) GainOver(ComparedMethod other, Func<RunResult, double?> value)
    {
        (double Own, double Other)[] pairs =
        [
            .. from run in Runs
               where other.Runs.ContainsKey(run.Key)
               let own = value(run.Value)
               let others = value(other.Runs[run.Key])
               where own is not null && others is not null
               select (own.Value, others.Value),
        ];
        var (ownSum, otherSum) = (pairs.Sum(pair => pair.Own), pairs.Sum(pair => pair.Other));
        return (otherSum > 0 ? 100 * ((ownSum / otherSum) - 1) : null, PairedTest.Probability(pairs));
    }
}
