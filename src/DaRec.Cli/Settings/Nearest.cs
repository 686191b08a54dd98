namespace DaRec.Cli.Settings;

/// <summary>What somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>The known word with the fewest changes of a letter from <paramref name="word"/>; null where none is known.</summary>
    public static string? To(string word, IEnumerable<string> known) =>
        known.MinBy(candidate => Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant()));

    // Levenshtein's recurrence, a row at a time.
    private static int Distance(string a, string b)
    {
        int[] above = [.. Enumerable.Range(0, b.Length + 1)];
        for (var i = 1; i <= a.Length; i++)
        {
            var row = new int[b.Length + 1];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                row[j] = Math.Min(replaced, Math.Min(above[j], row[j - 1]) + 1);
            }

            above = row;
        }

        return above[^1];
    }
}
