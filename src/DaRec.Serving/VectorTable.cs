using DaRec.Internal;
using DaRec.Serving.Files;
using DaRec.Serving.Internal;

namespace DaRec.Serving;

/// <summary>An immutable table of float32 rows, in memory or mapped from a file; a longer table shares the rows of the shorter one.</summary>
/// <remarks>
/// Up to 2³¹ − 2 rows; their elements are counted in 64 bits. Any number of threads may read at the same time.
/// </remarks>
public sealed class VectorTable
{
    private readonly VectorSegment[] _segments;
    private readonly int[] _starts; // of each segment, with Count at the end

    private VectorTable(VectorSegment[] segments, int width)
    {
        (_segments, Width, _starts) = (segments, width, new int[segments.Length + 1]);
        for (var segment = 0; segment < segments.Length; segment++)
        {
            var count = (long)_starts[segment] + segments[segment].Count;
            _starts[segment + 1] = count < int.MaxValue
                ? (int)count
                : throw new ArgumentException($"Expected at most {int.MaxValue - 1} rows in a table, got {count}.", nameof(segments));
        }
    }

    /// <summary>Number of rows n, ≥ 0.</summary>
    public int Count => _starts[^1];

    /// <summary>Width w of a row, ≥ 1.</summary>
    public int Width { get; }

    internal int SegmentCount => _segments.Length;

    /// <summary>A row, shape (w). Of a mapped file it is valid as long as the table is referenced.</summary>
    /// <param name="row">In [0, <see cref="Count"/>).</param>
    public ReadOnlySpan<float> this[int row]
    {
        get
        {
            if ((uint)row >= (uint)Count)
            {
                throw new ArgumentOutOfRangeException(nameof(row), row, $"Rows are 0 to {Count - 1}.");
            }

            var segment = SegmentOf(row);
            return _segments[segment].Rows(row - _starts[segment], 1);
        }
    }

    /// <summary>Creates a table from an array.</summary>
    /// <param name="values">Elements row by row, shape (n, w); copied.</param>
    /// <param name="width">Width w of a row, ≥ 1.</param>
    /// <exception cref="ArgumentException">The length is no multiple of the width.</exception>
    public static VectorTable FromArray(ReadOnlySpan<float> values, int width)
    {
        Guard.AtLeast(width, 1);
        return values.Length % width == 0
            ? Own(values.ToArray(), width)
            : throw new ArgumentException($"Expected rows of width {width}, got {values.Length} elements, no multiple of it.", nameof(values));
    }

    /// <summary>Creates a table from rows of the same width.</summary>
    /// <param name="rows">At least one row; copied.</param>
    /// <exception cref="ArgumentException">No row, or rows of different widths; the message names the first.</exception>
    public static VectorTable FromRows(IReadOnlyList<float[]> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        return FromRows([.. rows.Select(row => new ReadOnlyMemory<float>(row))]);
    }

    /// <summary>Creates a table from rows of the same width, as embedding generators return them.</summary>
    /// <param name="rows">At least one row; copied.</param>
    /// <exception cref="ArgumentException">No row, or rows of different widths; the message names the first.</exception>
    public static VectorTable FromRows(IReadOnlyList<ReadOnlyMemory<float>> rows)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.Count == 0 || rows[0].IsEmpty)
        {
            throw new ArgumentException("Expected at least one row with at least one element.", nameof(rows));
        }

        var width = rows[0].Length;
        var values = new ArrayRows(rows.Count, width);
        for (var row = 0; row < rows.Count; row++)
        {
            if (rows[row].Length != width)
            {
                throw new ArgumentException(
                    $"Expected rows of one width; row 0 has {width} elements, row {row} has {rows[row].Length}.", nameof(rows));
            }

            rows[row].Span.CopyTo(values.Row(row));
        }

        return values.ToTable();
    }

    /// <summary>Reads a NumPy <c>.npy</c> file into memory.</summary>
    /// <param name="path">A table of float16, float32 or float64 in C order, shape (n, w).</param>
    /// <exception cref="InvalidDataException">No such table, or a truncated one.</exception>
    public static VectorTable Read(string path) => NpyTable.Read(path);

    /// <summary>Maps a NumPy <c>.npy</c> file: the system reads what is asked for, and may drop it again.</summary>
    /// <remarks>The file must stay as it is while the table is in use. Nothing is to be disposed.</remarks>
    /// <param name="path">A table of float32 in C order, shape (n, w).</param>
    /// <exception cref="InvalidDataException">No such table, or a truncated one.</exception>
    public static VectorTable Map(string path) => NpyTable.Map(path);

    /// <summary>A table that owns the array.</summary>
    internal static VectorTable Own(float[] values, int width) =>
        new(values.Length == 0 ? [] : [new ArraySegment(values, width)], width);

    internal static VectorTable Of(VectorSegment segment) => new([segment], segment.Width);

    internal static VectorTable Of(VectorSegment[] segments, int width) => new(segments, width);

    /// <summary>The rows of both, those of this table shared.</summary>
    /// <remarks>
    /// Segments shrink from one to the next: what is smaller than all that follows is copied together with it. So n rows that come one
    /// by one make at most log₂ n segments and are copied log₂ n times each.
    /// </remarks>
    internal VectorTable Append(VectorTable added)
    {
        if (added.Count == 0)
        {
            return this;
        }

        var kept = _segments.Length;
        var rows = added.Count;
        while (kept > 0 && _segments[kept - 1].CanMove && _segments[kept - 1].Count <= rows
            && (rows + (long)_segments[kept - 1].Count) * Width <= Array.MaxLength)
        {
            rows += _segments[--kept].Count;
        }

        if ((long)rows * Width > Array.MaxLength)
        {
            return new VectorTable([.. _segments, .. added._segments], Width); // added in several arrays: nothing is moved
        }

        var values = new float[rows * Width];
        var moved = rows - added.Count;
        CopyRows(Count - moved, moved, values);
        added.CopyRows(0, added.Count, values.AsSpan(moved * Width));
        return new VectorTable([.. _segments[..kept], new ArraySegment(values, Width)], Width);
    }

    /// <summary>Some rows, copied.</summary>
    internal VectorTable Take(ReadOnlySpan<int> rows)
    {
        var values = new ArrayRows(rows.Length, Width);
        for (var i = 0; i < rows.Length; i++)
        {
            this[rows[i]].CopyTo(values.Row(i));
        }

        return values.ToTable();
    }

    /// <summary>Where a row lies.</summary>
    internal int SegmentOf(int row)
    {
        var found = Array.BinarySearch(_starts, 0, _segments.Length, row);
        return found >= 0 ? found : ~found - 1;
    }

    /// <summary>A segment, and the number of its first row.</summary>
    internal (VectorSegment Segment, int Start) Segment(int segment) => (_segments[segment], _starts[segment]);

    internal void CopyRows(int first, int count, Span<float> target)
    {
        for (var row = first; row < first + count;)
        {
            var (segment, start) = Segment(SegmentOf(row));
            var size = Math.Min(start + segment.Count, first + count) - row;
            segment.Rows(row - start, size).CopyTo(target[((row - first) * Width)..]);
            row += size;
        }

        GC.KeepAlive(this); // rows of a mapped segment are pointers
    }
}
