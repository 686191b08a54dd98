namespace DaRec.Cli.Measuring;

/// <summary>Memory that nobody uses now.</summary>
internal static class FreeMemory
{
    /// <summary>Bytes that the process could still get, as the runtime last measured it.</summary>
    public static long Bytes()
    {
        GC.Collect();
        var memory = GC.GetGCMemoryInfo();
        return Math.Max(0, memory.TotalAvailableMemoryBytes - memory.MemoryLoadBytes);
    }
}
