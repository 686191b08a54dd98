namespace DaRec.Cli.Comparing;

/// <summary>What a method gains over another on a metric, in per cent of the other's mean.</summary>
/// <param name="Metric">The metric.</param>
/// <param name="Percent">The gain.</param>
/// <param name="OverUsers">Where it lies, as far as users differ, by <see cref="PairedBootstrap"/>; null where no run kept each user's.</param>
/// <param name="OverSeeds">Where it lies, as far as seeds differ, by <see cref="PairedTest"/>; null for one seed, and where none changes it.</param>
internal sealed record MetricGain(Metric Metric, double Percent, Interval? OverUsers, Interval? OverSeeds)
{
    /// <summary>Whether an interval is known and none leaves open which of both is better.</summary>
    public bool IsClear => (OverUsers ?? OverSeeds) is not null && OverUsers?.HasZero != true && OverSeeds?.HasZero != true;
}
