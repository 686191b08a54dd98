using DaRec.Internal;

namespace DaRec.Serving.Internal;

/// <summary>Rows that lie one behind the other.</summary>
internal abstract class VectorSegment(int count, int width)
{
    private float[]? _inverseLengths;

    /// <summary>Number of rows.</summary>
    public int Count { get; } = count;

    /// <summary>Width of a row.</summary>
    public int Width { get; } = width;

    /// <summary>Whether the rows are in memory, so that a copy of them may replace them.</summary>
    public abstract bool CanMove { get; }

    /// <summary>1 / ‖row‖ of each row, 0 for a row of zeros; made when first asked for.</summary>
    public ReadOnlySpan<float> InverseLengths => _inverseLengths ??= MakeInverseLengths(); // two threads may make it: the same numbers

    /// <summary>Some rows, at most as many as a span can hold.</summary>
    public abstract ReadOnlySpan<float> Rows(int first, int count);

    private float[] MakeInverseLengths()
    {
        var lengths = new float[Count];
        for (var row = 0; row < Count; row++)
        {
            lengths[row] = (float)RowMath.InverseLength(Rows(row, 1));
        }

        return lengths;
    }
}
