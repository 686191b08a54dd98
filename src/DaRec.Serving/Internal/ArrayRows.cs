namespace DaRec.Serving.Internal;

/// <summary>Rows in memory while they are written: in one array or, where they are more than that holds, in several.</summary>
internal sealed class ArrayRows
{
    private readonly float[][] _parts;
    private readonly int _partRows;
    private readonly int _width;

    /// <summary>Takes room, zeros.</summary>
    /// <param name="count">Number of rows, ≥ 0.</param>
    /// <param name="width">Width of a row, ≥ 1.</param>
    /// <param name="longest">Most elements of an array, at least a row's; null for as many as one holds.</param>
    public ArrayRows(int count, int width, int? longest = null)
    {
        (_width, _partRows) = (width, (longest ?? Array.MaxLength) / width);
        _parts = new float[(int)(((long)count + _partRows - 1) / _partRows)][];
        for (var part = 0; part < _parts.Length; part++)
        {
            _parts[part] = new float[Math.Min(_partRows, count - ((long)part * _partRows)) * width];
        }
    }

    /// <summary>The arrays, one behind the other.</summary>
    public IReadOnlyList<float[]> Parts => _parts;

    /// <summary>A row.</summary>
    public Span<float> Row(int row) => _parts[row / _partRows].AsSpan(row % _partRows * _width, _width);

    /// <summary>Writes rows from one on.</summary>
    public void Write(int first, ReadOnlySpan<float> rows)
    {
        for (var at = 0; at < rows.Length; at += _width)
        {
            rows.Slice(at, _width).CopyTo(Row(first + (at / _width)));
        }
    }

    /// <summary>The table of these rows, which are not written any more.</summary>
    public VectorTable ToTable() => VectorTable.Of([.. _parts.Select(part => new ArraySegment(part, _width))], _width);
}
