namespace DaRec.Cli.Benchmarks.Findings;

/// <summary>What a finding's ratio says.</summary>
public enum RatioKind
{
    /// <summary>The peer's time over ours: how many times faster ours is.</summary>
    TimesFaster,

    /// <summary>Our time over the peer's: what ours costs, where the peer does less.</summary>
    Cost,

    /// <summary>The peer's time over ours, where the peer is a limit that nobody beats: the share of it that is reached.</summary>
    ShareOfLimit,
}
