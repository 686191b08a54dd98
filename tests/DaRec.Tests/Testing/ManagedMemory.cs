namespace DaRec.Tests.Testing;

/// <summary>Counts the bytes that calls allocate on this thread's managed heap, whatever they free.</summary>
internal static class ManagedMemory
{
    /// <summary>Bytes a call, once caches and pools are filled.</summary>
    public static long TakenBy(Action call, int calls = 10)
    {
        call();
        call();
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < calls; i++)
        {
            call();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / calls;
    }
}
