namespace DaRec.Internal;

/// <summary>Lets a thread wait for the work of another: it spins for a moment, then leaves its core to threads that have none.</summary>
/// <remarks>
/// A thread that has lost its core to another process gets one back at once where this thread sleeps. Where this thread spins, it waits
/// for that process's time slice to end, which takes some milliseconds.
/// </remarks>
internal sealed class Gate
{
    private const int Spins = 50;
    private const int SpinLength = 50; // of Thread.SpinWait; with Spins some 50 µs, longer than most parts take

    private readonly object _monitor = new();
    private int _sleepers;

    /// <summary>Returns when <paramref name="isOpen"/> is true; the thread that makes it true calls <see cref="Announce"/>.</summary>
    public void Await(Func<bool> isOpen)
    {
        for (var spin = 0; spin < Spins; spin++)
        {
            if (isOpen())
            {
                return;
            }

            Thread.SpinWait(SpinLength);
        }

        lock (_monitor)
        {
            Interlocked.Increment(ref _sleepers);
            while (!isOpen())
            {
                Monitor.Wait(_monitor);
            }

            _sleepers--;
        }
    }

    /// <summary>Wakes those that wait, after what they wait for was written.</summary>
    public void Announce()
    {
        Interlocked.MemoryBarrier(); // the writing comes before the look at who sleeps
        if (Volatile.Read(ref _sleepers) > 0)
        {
            lock (_monitor)
            {
                Monitor.PulseAll(_monitor);
            }
        }
    }
}
