namespace DaRec.Recommenders.Graphs;

/// <summary>Where the entries of a sparse matrix lie: row i holds the entries Offsets[i] … Offsets[i + 1] − 1.</summary>
internal sealed record CsrStructure(int[] Offsets, int[] Columns)
{
    private const int PartWork = 1 << 16; // multiplications of a part: far more than it costs to hand it to a thread
    private const int MostParts = 64;

    public int RowCount => Offsets.Length - 1;

    /// <summary>The structure of entries that <paramref name="order"/> lists row by row.</summary>
    public static CsrStructure Create(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, int[] order, int rowCount)
    {
        var sorted = new int[order.Length];
        for (var entry = 0; entry < order.Length; entry++)
        {
            sorted[entry] = columns[order[entry]];
        }

        return new CsrStructure(CountingOffsets(rows, rowCount), sorted);
    }

    /// <summary>The distinct places among these, in any order, of a matrix with as many columns as rows.</summary>
    public static CsrStructure Distinct(ReadOnlySpan<int> rows, ReadOnlySpan<int> columns, int rowCount)
    {
        var byColumn = Sort(columns, [.. Enumerable.Range(0, columns.Length)], rowCount);
        var (offsets, sorted) = Create(rows, columns, Sort(rows, byColumn, rowCount), rowCount);
        var (distinct, begin) = (0, 0);
        for (var row = 0; row < rowCount; row++)
        {
            var end = offsets[row + 1];
            for (var entry = begin; entry < end; entry++)
            {
                if (entry == begin || sorted[entry] != sorted[entry - 1])
                {
                    sorted[distinct++] = sorted[entry];
                }
            }

            (offsets[row + 1], begin) = (distinct, end);
        }

        return new CsrStructure(offsets, sorted[..distinct]);
    }

    /// <summary>Entries in ascending order of their key, entries of one key in the order given.</summary>
    public static int[] Sort(ReadOnlySpan<int> keys, int[] order, int keyCount)
    {
        var next = CountingOffsets(keys, keyCount);
        var sorted = new int[order.Length];
        foreach (var entry in order)
        {
            sorted[next[keys[entry]]++] = entry;
        }

        return sorted;
    }

    /// <summary>Row boundaries of parts for the threads, by the sizes alone.</summary>
    /// <param name="width">Multiplications an entry.</param>
    public int[] Parts(long width) => Balance((int)Math.Clamp(Columns.Length * width / PartWork, 1, MostParts));

    /// <summary>Nanoseconds, about, that one core takes to go through all entries.</summary>
    /// <param name="width">Multiplications an entry.</param>
    public long Work(long width) => Columns.Length * (5 + (width / 4));

    /// <summary>Row boundaries that give each of <paramref name="parts"/> about as many entries.</summary>
    public int[] Balance(int parts)
    {
        var bounds = new int[parts + 1];
        bounds[parts] = RowCount;
        for (var part = 1; part < parts; part++)
        {
            var target = (int)((long)Columns.Length * part / parts);
            var row = Array.BinarySearch(Offsets, target);
            bounds[part] = Math.Clamp(row < 0 ? ~row : row, bounds[part - 1], RowCount);
        }

        return bounds;
    }

    private static int[] CountingOffsets(ReadOnlySpan<int> keys, int keyCount)
    {
        var offsets = new int[keyCount + 1];
        foreach (var key in keys)
        {
            offsets[key + 1]++;
        }

        for (var key = 0; key < keyCount; key++)
        {
            offsets[key + 1] += offsets[key];
        }

        return offsets;
    }
}
