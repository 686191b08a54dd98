namespace DaRec.Text.Hashing;

/// <summary>Runs parts of the hashing on .NET's thread pool: nothing here needs a native library.</summary>
internal static class HashingThreads
{
    /// <summary>Threads at a time; all cores by default.</summary>
    public static int Count { get; set; } = Environment.ProcessorCount;

    /// <summary>Calls <paramref name="body"/> once for each of 0 … parts − 1, in any order, and returns when all are done.</summary>
    public static void For(int parts, Action<int> body)
    {
        if (Count == 1 || parts <= 1)
        {
            for (var part = 0; part < parts; part++)
            {
                body(part);
            }
        }
        else
        {
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = Count }, body);
        }
    }
}
