using System.Numerics;

namespace DaRec.Internal;

/// <summary>Arithmetic of single rows.</summary>
internal static class RowMath
{
    /// <summary>target += added.</summary>
    public static void AddTo(Span<float> target, ReadOnlySpan<float> added)
    {
        for (var column = 0; column < target.Length; column++)
        {
            target[column] += added[column];
        }
    }

    /// <summary>Scales a row to length 1; a row of zeros stays.</summary>
    public static void ToUnitLength(Span<float> row)
    {
        var inverse = InverseLength(row);
        for (var column = 0; column < row.Length; column++)
        {
            row[column] = (float)(row[column] * inverse);
        }
    }

    /// <summary>1 / ‖row‖; 0 for a row of zeros.</summary>
    /// <remarks>In float64, where no square of a float32 vanishes or overflows.</remarks>
    public static double InverseLength(ReadOnlySpan<float> row)
    {
        var (sum, column) = (Vector<double>.Zero, 0);
        for (; column <= row.Length - Vector<float>.Count; column += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(row[column..]), out var low, out var high);
            sum += (low * low) + (high * high);
        }

        var squares = Vector.Sum(sum);
        for (; column < row.Length; column++)
        {
            squares += (double)row[column] * row[column];
        }

        return squares > 0 ? 1 / Math.Sqrt(squares) : 0;
    }
}
