using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace DaRec.Alignment;

/// <summary>What an aligner's steps came to: the last values, and the instruments of the meter DaRec.</summary>
internal sealed class AlignmentRecord : IDisposable
{
    private const string StepKey = "darec.step";
    private const string TermKey = "darec.term";

    private static readonly Meter Meter = new(AlignmentMetrics.MeterName);
    private static readonly Counter<long> Steps = Meter.CreateCounter<long>("darec.alignment.steps", "{step}", "Steps, aligned and skipped.");
    private static readonly Counter<long> Rows = Meter.CreateCounter<long>("darec.alignment.rows", "{row}", "Rows that aligned steps drew.");
    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>(
        "darec.alignment.duration", "s", "Time that the host took for an aligned step without its backward pass.");

    private static readonly KeyValuePair<string, object?> Aligned = new(StepKey, "aligned");
    private static readonly KeyValuePair<string, object?> Skipped = new(StepKey, "skipped");
    private static readonly List<WeakReference<AlignmentRecord>> Records = [];

    private readonly Lock _gate = new(); // an exporter asks on a thread of its own
    private AlignmentLosses? _last;

    static AlignmentRecord() => Meter.CreateObservableGauge("darec.alignment.term", Measure, null, "Terms of each aligner's last aligned step.");

    public AlignmentRecord()
    {
        lock (Records)
        {
            Records.RemoveAll(record => !record.TryGetTarget(out _));
            Records.Add(new WeakReference<AlignmentRecord>(this));
        }
    }

    /// <summary>The last aligned step's numbers; null before the first. Waits for a device.</summary>
    public AlignmentValues? Last
    {
        get
        {
            lock (_gate)
            {
                return _last?.ToValues();
            }
        }
    }

    /// <summary>Takes down a step that was left out.</summary>
    public static void Skip() => Steps.Add(1, Skipped);

    /// <summary>Takes down an aligned step.</summary>
    /// <param name="losses">Its terms; they stay the caller's.</param>
    /// <param name="rows">Rows it drew.</param>
    /// <param name="start">When it began, of <see cref="Stopwatch.GetTimestamp"/>.</param>
    public void Take(AlignmentLosses losses, long rows, long start)
    {
        Steps.Add(1, Aligned);
        Rows.Add(rows);
        if (Duration.Enabled)
        {
            Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        var kept = losses.Detached();
        lock (_gate)
        {
            _last?.Dispose();
            _last = kept;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _last?.Dispose();
            _last = null;
        }
    }

    private static List<Measurement<double>> Measure()
    {
        AlignmentRecord[] records;
        lock (Records)
        {
            records = [.. Records.Select(record => record.TryGetTarget(out var live) ? live : null).OfType<AlignmentRecord>()];
        }

        var measured = new List<Measurement<double>>();
        foreach (var values in records.Select(record => record.Last).OfType<AlignmentValues>())
        {
            measured.AddRange(values.Terms().Select(term => new Measurement<double>(
                term.Value, new KeyValuePair<string, object?>(TermKey, term.Name))));
        }

        return measured;
    }
}
