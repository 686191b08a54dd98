using System.Diagnostics.Metrics;

namespace DaRec.Recommenders.Training;

/// <summary>Names for whoever collects <c>System.Diagnostics.Metrics</c>, such as OpenTelemetry's <c>AddMeter</c>.</summary>
/// <remarks>
/// The meter has <c>darec.training.epochs</c>, <c>darec.training.epoch.duration</c> in seconds without evaluation, and the gauges
/// <c>darec.training.loss</c> (tag <c>darec.term</c>: ranking, then the text method's own terms) and <c>darec.training.recall</c> on the
/// validation part. An aligner's steps are in the meter of <see cref="AlignmentMetrics"/>.
/// </remarks>
public static class TrainingMetrics
{
    /// <summary>The name of the meter: DaRec.Recommenders.</summary>
    public const string MeterName = "DaRec.Recommenders";

    private const string TermKey = "darec.term";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Epochs = Meter.CreateCounter<long>("darec.training.epochs", "{epoch}", "Epochs trained.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "darec.training.epoch.duration", "s", "Time of an epoch's steps, without evaluation.");

    private static readonly Gauge<double> Loss = Meter.CreateGauge<double>("darec.training.loss", null, "Means over an epoch's steps.");
    private static readonly Gauge<double> Recall = Meter.CreateGauge<double>("darec.training.recall", null, "Recall on the validation part.");

    internal static void Add(EpochReport report, int cutoff)
    {
        Epochs.Add(1);
        Duration.Record(report.Seconds);
        Loss.Record(report.Loss, new KeyValuePair<string, object?>(TermKey, "ranking"));
        foreach (var (term, value) in report.Alignment)
        {
            Loss.Record(value, new KeyValuePair<string, object?>(TermKey, term));
        }

        if (report.Validation is { } validation)
        {
            Recall.Record(validation.Recall[cutoff], new KeyValuePair<string, object?>("darec.cutoff", cutoff));
        }
    }
}
