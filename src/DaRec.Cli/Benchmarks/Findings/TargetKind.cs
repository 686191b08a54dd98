namespace DaRec.Cli.Benchmarks.Findings;

/// <summary>What a target bounds.</summary>
internal enum TargetKind
{
    /// <summary>The ratio, from below.</summary>
    RatioAtLeast,

    /// <summary>The ratio, from above.</summary>
    RatioAtMost,

    /// <summary>Memory above the inputs, from above.</summary>
    BytesAtMost,

    /// <summary>Seconds of ours, from above.</summary>
    SecondsAtMost,
}
