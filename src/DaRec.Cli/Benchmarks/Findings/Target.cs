namespace DaRec.Cli.Benchmarks.Findings;

/// <summary>What a figure should be at least or at most.</summary>
/// <param name="Kind">Which figure, and from which side.</param>
/// <param name="Limit">The bound itself.</param>
internal sealed record Target(TargetKind Kind, double Limit)
{
    private const double BytesPerMegabyte = 1 << 20;

    /// <summary>A ratio of <paramref name="limit"/> or more.</summary>
    public static Target RatioAtLeast(double limit) => new(TargetKind.RatioAtLeast, limit);

    /// <summary>A ratio of <paramref name="limit"/> or less.</summary>
    public static Target RatioAtMost(double limit) => new(TargetKind.RatioAtMost, limit);

    /// <summary>Memory of <paramref name="limit"/> MB or less.</summary>
    public static Target MegabytesAtMost(double limit) => new(TargetKind.BytesAtMost, limit * BytesPerMegabyte);

    /// <summary>A time of <paramref name="limit"/> seconds or less.</summary>
    public static Target SecondsAtMost(double limit) => new(TargetKind.SecondsAtMost, limit);

    /// <summary>Whether a finding meets it; null where the finding lacks the figure.</summary>
    public bool? IsMetBy(Finding finding)
    {
        ArgumentNullException.ThrowIfNull(finding);
        return Kind switch
        {
            TargetKind.RatioAtLeast => finding.Ratio is { } ratio ? ratio >= Limit : null,
            TargetKind.RatioAtMost => finding.Ratio is { } ratio ? ratio <= Limit : null,
            TargetKind.BytesAtMost => finding.Bytes is { } bytes ? bytes <= Limit : null,
            _ => finding.Seconds <= Limit,
        };
    }
}
