using System.Diagnostics;

namespace DaRec.Internal;

/// <summary>How long callers have lately waited for threads that had no core, because another process was on it.</summary>
/// <remarks>
/// The wait at the end of a parallel loop is as long as the time slice of that process, some milliseconds, however short the loop is.
/// Work that would save less than this runs on the caller alone. The estimate fades, so that the other threads are tried again: soon
/// after one wait, later after several in a row.
/// </remarks>
internal sealed class Lateness
{
    /// <summary>Seconds after which half of the estimate is left, where one wait was long.</summary>
    public const double HalfLife = 0.05;

    /// <summary>The same, where many waits in a row were long.</summary>
    public const double LongestHalfLife = 0.4;

    private const double Least = 2e-5; // a team's start and end take about as long

    private readonly Lock _access = new();
    private double _seconds;
    private double _halfLife = HalfLife;
    private long _measured;

    /// <summary>The estimate in seconds.</summary>
    /// <param name="now">A timestamp of <see cref="Stopwatch"/>.</param>
    public double At(long now)
    {
        if (Volatile.Read(ref _seconds) == 0)
        {
            return 0;
        }

        lock (_access)
        {
            return Estimate(now);
        }
    }

    /// <summary>Takes a wait into account.</summary>
    /// <param name="seconds">How long it was, beyond what the work itself explains.</param>
    /// <param name="now">A timestamp of <see cref="Stopwatch"/>.</param>
    public void Add(double seconds, long now)
    {
        if (seconds == 0 && Volatile.Read(ref _seconds) == 0)
        {
            return;
        }

        lock (_access)
        {
            var half = Estimate(now) / 2;
            var estimate = Math.Max(seconds, half);
            _halfLife = Math.Clamp(seconds > half ? 2 * _halfLife : _halfLife / 2, HalfLife, LongestHalfLife);
            _measured = now;
            Volatile.Write(ref _seconds, estimate < Least ? 0 : estimate);
        }
    }

    private double Estimate(long now) =>
        _seconds * Math.Pow(0.5, Math.Max(0, Stopwatch.GetElapsedTime(_measured, now).TotalSeconds) / _halfLife);
}
