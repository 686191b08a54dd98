using System.Diagnostics;

namespace DaRec.Internal;

/// <summary>How long callers have lately waited for threads that had no core, because another process was on it.</summary>
/// <remarks>
/// The wait at the end of a parallel loop is bounded by the time slice of that process, some milliseconds, however short the loop is.
/// Work that would save less than this runs on the caller alone. The estimate halves every <see cref="HalfLife"/> seconds, so that
/// the other threads are tried again soon.
/// </remarks>
internal sealed class Lateness
{
    /// <summary>Seconds after which half of the estimate is left.</summary>
    public const double HalfLife = 0.05;

    private const double Least = 2e-5; // a team's start and end take about as long

    private double _seconds;
    private long _measured;

    /// <summary>The estimate in seconds.</summary>
    /// <param name="now">A timestamp of <see cref="Stopwatch"/>.</param>
    public double At(long now)
    {
        var seconds = Volatile.Read(ref _seconds);
        return seconds == 0 ? 0 : seconds * Math.Pow(0.5, Stopwatch.GetElapsedTime(Volatile.Read(ref _measured), now).TotalSeconds / HalfLife);
    }

    /// <summary>Takes a wait into account.</summary>
    /// <param name="seconds">How long it was, beyond what the work itself explains.</param>
    /// <param name="now">A timestamp of <see cref="Stopwatch"/>.</param>
    public void Add(double seconds, long now)
    {
        var estimate = Math.Max(seconds, At(now) / 2);
        Volatile.Write(ref _measured, now);
        Volatile.Write(ref _seconds, estimate < Least ? 0 : estimate);
    }
}
