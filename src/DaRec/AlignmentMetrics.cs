namespace DaRec;

/// <summary>Names for whoever collects <c>System.Diagnostics.Metrics</c>, such as OpenTelemetry's <c>AddMeter</c>.</summary>
/// <remarks>
/// The meter has <c>darec.alignment.steps</c> (tag <c>darec.step</c>: aligned or skipped), <c>darec.alignment.rows</c>,
/// <c>darec.alignment.duration</c> in seconds, and the gauge <c>darec.alignment.term</c> (tag <c>darec.term</c>), which reads the terms
/// of each aligner's last aligned step when it is collected and never in a step. Nobody who listens costs nothing.
/// </remarks>
/// <example><code>
/// services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(AlignmentMetrics.MeterName));
/// </code></example>
public static class AlignmentMetrics
{
    /// <summary>The name of the meter: DaRec.</summary>
    public const string MeterName = "DaRec";
}
