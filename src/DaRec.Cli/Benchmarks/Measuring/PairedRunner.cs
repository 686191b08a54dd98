using DaRec.Cli.Measuring;

namespace DaRec.Cli.Benchmarks.Measuring;

/// <summary>Lets contestants run in turn, in one process.</summary>
/// <remarks>
/// First each runs once unmeasured; then each runs once for its peak memory; then come the rounds, in each of which every contestant
/// is timed once.
/// </remarks>
internal sealed class PairedRunner
{
    private readonly int _rounds;
    private readonly TimeProvider _clock;
    private readonly CancellationToken _cancellation;

    /// <summary>Creates a runner.</summary>
    /// <param name="rounds">Rounds that are timed, ≥ 1.</param>
    /// <param name="clock">What times them; null takes the system's.</param>
    /// <param name="cancellation">Ends the measurement between two runs.</param>
    public PairedRunner(int rounds, TimeProvider? clock = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rounds, 1);
        (_rounds, _clock, _cancellation) = (rounds, clock ?? TimeProvider.System, cancellation);
    }

    /// <summary>Whether the process's memory is what contestants need; else none is told.</summary>
    public bool SeesMemory { get; init; } = true;

    /// <summary>Measures all contestants.</summary>
    /// <param name="contestants">At least one, the one that needs the least memory first.</param>
    public PairedResult Run(params IReadOnlyList<Contestant> contestants)
    {
        ArgumentNullException.ThrowIfNull(contestants);
        foreach (var contestant in contestants)
        {
            Time(contestant);
        }

        long?[] bytes = [.. contestants.Select(contestant => SeesMemory ? MemoryMeter.PeakOf(() => Time(contestant)) : null)];
        double[][] seconds = [.. contestants.Select(_ => new double[_rounds])];
        for (var round = 0; round < _rounds; round++)
        {
            for (var i = 0; i < contestants.Count; i++)
            {
                seconds[i][round] = Time(contestants[i]);
            }
        }

        return new PairedResult([.. contestants.Select(contestant => contestant.Name)], seconds, bytes);
    }

    private double Time(Contestant contestant)
    {
        _cancellation.ThrowIfCancellationRequested();
        var start = _clock.GetTimestamp();
        return contestant.Run() ?? _clock.GetElapsedTime(start).TotalSeconds;
    }
}
