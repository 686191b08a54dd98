using System.Diagnostics;

namespace DaRec.Data;

/// <summary>Numbers by row, in one array or, where they are more than that holds, in several; a row lies within one of them.</summary>
internal sealed class RowParts
{
    private readonly int[][] _parts;
    private readonly int[] _firstRows; // of each part, with the number of rows at the end

    /// <summary>Numbers as they are.</summary>
    /// <param name="offsets">Numbers before each row, with all at the end.</param>
    /// <param name="firstRows">First row of each part, with the number of rows at the end.</param>
    /// <param name="parts">The parts' numbers, row after row.</param>
    /// <param name="longest">Most numbers of a part, for matrices that are made of this one.</param>
    internal RowParts(long[] offsets, int[] firstRows, int[][] parts, int longest)
    {
        Debug.Assert(firstRows.Length == parts.Length + 1 && firstRows[^1] == offsets.Length - 1);
        (Offsets, _firstRows, _parts, Longest) = (offsets, firstRows, parts, longest);
    }

    /// <summary>Numbers before each row, with all at the end.</summary>
    public long[] Offsets { get; }

    /// <summary>Most numbers of a part.</summary>
    public int Longest { get; }

    public int RowCount => Offsets.Length - 1;

    public long Count => Offsets[^1];

    public IReadOnlyList<int[]> Parts => _parts;

    /// <summary>Room for rows, zeros.</summary>
    /// <param name="offsets">Numbers before each row, with all at the end; becomes its own.</param>
    /// <param name="longest">Most numbers of a part; null for as many as an array holds.</param>
    /// <exception cref="ArgumentException">A row that is longer than a part may be.</exception>
    public static RowParts Allocate(long[] offsets, int? longest = null)
    {
        var most = longest ?? Array.MaxLength;
        var firstRows = new List<int> { 0 };
        for (var row = 0; row < offsets.Length - 1; row++)
        {
            if (offsets[row + 1] - offsets[row] > most)
            {
                throw new ArgumentException(
                    $"Expected at most {most} pairs of one user or item, repeated ones included; number {row} has {offsets[row + 1] - offsets[row]}.",
                    nameof(offsets));
            }

            if (offsets[row + 1] - offsets[firstRows[^1]] > most)
            {
                firstRows.Add(row);
            }
        }

        firstRows.Add(offsets.Length - 1);
        int[] rows = [.. firstRows];
        int[][] parts = [.. rows.Zip(rows.Skip(1), (first, end) => new int[offsets[end] - offsets[first]])];
        return new RowParts(offsets, rows, parts, most);
    }

    /// <summary>Turns the numbers of each row into those before each row.</summary>
    /// <param name="counts">Of row i at place i + 1, and 0 at place 0.</param>
    public static long[] Accumulate(long[] counts)
    {
        for (var row = 0; row < counts.Length - 1; row++)
        {
            counts[row + 1] += counts[row];
        }

        return counts;
    }

    /// <summary>The numbers of a row.</summary>
    public Span<int> Row(int row)
    {
        var part = _parts.Length == 1 ? 0 : PartOf(row);
        return _parts[part].AsSpan((int)(Offsets[row] - Offsets[_firstRows[part]]), (int)(Offsets[row + 1] - Offsets[row]));
    }

    /// <summary>The same rows, each ascending and without repeated numbers; takes the arrays.</summary>
    public RowParts SortedDistinct()
    {
        var (offsets, parts) = (new long[Offsets.Length], new int[_parts.Length][]);
        for (var part = 0; part < parts.Length; part++)
        {
            var (values, kept) = (_parts[part], 0);
            for (var row = _firstRows[part]; row < _firstRows[part + 1]; row++)
            {
                var own = Row(row);
                var before = kept;
                own.Sort();
                for (var i = 0; i < own.Length; i++)
                {
                    if (i == 0 || own[i] != values[kept - 1])
                    {
                        values[kept++] = own[i]; // never behind what is still to be read
                    }
                }

                offsets[row + 1] = offsets[row] + kept - before;
            }

            parts[part] = kept == values.Length ? values : values[..kept];
        }

        return new RowParts(offsets, _firstRows, parts, Longest);
    }

    private int PartOf(int row)
    {
        var found = Array.BinarySearch(_firstRows, row);
        return found >= 0 ? found : ~found - 1;
    }
}
