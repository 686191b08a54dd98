using System.Diagnostics;

namespace DaRec.Internal;

/// <summary>How long callers have lately waited for threads that had no core, because another process was on it.</summary>
/// <remarks>
/// The wait at the end of a parallel loop is as long as the time slice of that process, some milliseconds, however short the loop is.
/// Work that would save less than this runs on the caller alone. One long wait says nothing: a thread of this process, such as the one
/// that compiles or the one that finalizes, takes a core now and then. Two in <see cref="Together"/> seconds count. The estimate fades,
/// so that the other threads are tried again: soon at first, later after several trials.
/// </remarks>
internal sealed class Lateness
{
    /// <summary>Seconds after which half of the estimate is left, at first.</summary>
    public const double HalfLife = 0.05;

    /// <summary>The same, where many waits in a row were long.</summary>
    public const double LongestHalfLife = 0.4;

    /// <summary>Seconds within which a second long wait counts.</summary>
    public const double Together = 0.03;

    private const double Least = 2e-5; // a team's start and end take about as long

    private readonly Lock _access = new();
    private double _seconds;
    private double _halfLife = HalfLife;
    private long _measured;
    private long _lastLong; // when a wait was long

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
        if (seconds <= Least && Volatile.Read(ref _seconds) == 0)
        {
            return;
        }

        lock (_access)
        {
            var estimate = Estimate(now) / 2;
            if (seconds <= Math.Max(estimate, Least))
            {
                _halfLife = Math.Max(HalfLife, _halfLife / 2);
            }
            else
            {
                if (_lastLong != 0 && Stopwatch.GetElapsedTime(_lastLong, now).TotalSeconds < Together)
                {
                    estimate = seconds;
                    _halfLife = Math.Min(LongestHalfLife, 2 * _halfLife);
                }

                _lastLong = now;
            }

            _measured = now;
            Volatile.Write(ref _seconds, estimate < Least ? 0 : estimate);
        }
    }

    private double Estimate(long now) =>
        _seconds * Math.Pow(0.5, Math.Max(0, Stopwatch.GetElapsedTime(_measured, now).TotalSeconds) / _halfLife);
}
