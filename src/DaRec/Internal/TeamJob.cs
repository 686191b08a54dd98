using System.Diagnostics;
using System.Runtime.ExceptionServices;

namespace DaRec.Internal;

/// <summary>The steps of one kernel, whose parts are taken one by one by as many threads as come.</summary>
/// <remarks>
/// No thread waits for one that has taken nothing: where the others come late, the caller runs all parts. Once it has waited long for
/// one that had taken a part, it runs what is left alone.
/// </remarks>
internal sealed class TeamJob(Phase[] phases)
{
    private const double Expected = 1e-4; // seconds that threads may differ for no reason of note
    private const double Patience = 1e-3; // seconds after which the caller goes on alone

    private readonly int[] _taken = new int[phases.Length];
    private readonly int[] _done = new int[phases.Length];
    private readonly long[] _partTicks = new long[phases.Length]; // mean length of a part, as the thread found that ended last
    private readonly Gate _gate = new();
    private ExceptionDispatchInfo? _error;
    private bool _isLate; // the caller goes on alone
    private long _leadStart;
    private long _leadEnd;
    private long _waited; // by the caller, for parts
    private int _left; // helpers that have nothing to do here any more

    /// <summary>What a part threw, if one did.</summary>
    public ExceptionDispatchInfo? Error => _error;

    /// <summary>Seconds that the caller waited for its helpers, beyond what the length of the parts explains.</summary>
    public double Lateness { get; private set; }

    /// <summary>The caller takes part, and returns when all of its helpers have left.</summary>
    /// <param name="helpers">Threads that call <see cref="Help"/>.</param>
    public void Lead(int helpers)
    {
        _leadStart = Stopwatch.GetTimestamp();
        var ownTicks = 0L;
        for (var number = 0; number < phases.Length && _error is null; number++)
        {
            ownTicks = RunParts(number);
            if (number + 1 < phases.Length)
            {
                var step = number;
                AwaitHelpers(step, ownTicks, () => IsOver(step));
            }
        }

        AwaitHelpers(phases.Length - 1, ownTicks, () => Volatile.Read(ref _left) == helpers);
        _leadEnd = Stopwatch.GetTimestamp();
    }

    /// <summary>Counts what the caller lost beside the waits for parts.</summary>
    /// <remarks>
    /// A team starts and ends with all of its threads. And where a helper spins on one core, the caller may share the other with another
    /// process.
    /// </remarks>
    /// <param name="start">When the team was called.</param>
    /// <param name="end">When it had ended.</param>
    /// <param name="processor">How long the caller had a core between both.</param>
    public void AddWaits(long start, long end, long processor)
    {
        AddWait(_leadStart - start + end - _leadEnd);
        AddWait(end - start - processor - _waited);
    }

    /// <summary>Another thread than the caller takes part.</summary>
    public void Help()
    {
        for (var number = 0; number < phases.Length && _error is null && !Volatile.Read(ref _isLate); number++)
        {
            RunParts(number);
            if (number + 1 < phases.Length && !IsOver(number))
            {
                var step = number;
                _gate.Await(() => IsOver(step));
            }
        }

        Interlocked.Increment(ref _left);
        _gate.Announce();
    }

    // The mean length of the parts that this thread has run; 0 if none.
    private long RunParts(int number)
    {
        var (start, parts, body, count) = (Stopwatch.GetTimestamp(), phases[number].Parts, phases[number].Body, 0);
        try
        {
            for (int part; (part = Interlocked.Increment(ref _taken[number]) - 1) < parts; count++)
            {
                body(part);
            }
        }
        catch (Exception exception) // must not unwind through native frames
        {
            Interlocked.CompareExchange(ref _error, ExceptionDispatchInfo.Capture(exception), null);
            Volatile.Write(ref _taken[number], parts);
        }

        if (count == 0)
        {
            return 0;
        }

        var ticks = (Stopwatch.GetTimestamp() - start) / count;
        Volatile.Write(ref _partTicks[number], ticks);
        Interlocked.Add(ref _done[number], count);
        _gate.Announce();
        return ticks;
    }

    private bool IsOver(int number) => Volatile.Read(ref _done[number]) == phases[number].Parts || Volatile.Read(ref _error) is not null;

    private void AwaitHelpers(int number, long ownTicks, Func<bool> isOpen)
    {
        if (isOpen())
        {
            return;
        }

        var start = Stopwatch.GetTimestamp();
        _gate.Await(isOpen);
        var part = ownTicks > 0 ? ownTicks : Volatile.Read(ref _partTicks[number]);
        var wait = Stopwatch.GetTimestamp() - start;
        _waited += wait;
        AddWait(wait - (2 * part));
    }

    private void AddWait(long ticks)
    {
        Lateness += Math.Max(0, ((double)ticks / Stopwatch.Frequency) - Expected);
        if (Lateness > Patience)
        {
            Volatile.Write(ref _isLate, true);
        }
    }
}
