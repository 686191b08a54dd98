namespace DaRec.Text.Hashing;

/// <summary>Texts in parts that are worth a thread's while.</summary>
internal static class TextParts
{
    /// <summary>Texts of a part.</summary>
    public const int Size = 512;

    /// <summary>Calls <paramref name="action"/> with the bounds of each part, on several threads.</summary>
    public static void ForEach(int count, Action<int, int> action, int size = Size) => HashingThreads.For(
        (count + size - 1) / size, part => action(part * size, Math.Min((part + 1) * size, count)));
}
