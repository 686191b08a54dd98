using System.Diagnostics.Tracing;

namespace DaRec.Tests.Testing;

/// <summary>Counts what is rented from the process's array pools, on any thread, while it lives.</summary>
public sealed class RentedBytes : EventListener
{
    private long _total;

    /// <summary>Bytes of all rented arrays of bytes so far.</summary>
    public long Total => Volatile.Read(ref _total);

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "System.Buffers.ArrayPoolEventSource")
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.EventName == "BufferRented")
        {
            Interlocked.Add(ref _total, (int)eventData.Payload![1]!);
        }
    }
}
