using System.Numerics;
using System.Runtime.CompilerServices;

namespace DaRec.Internal;

/// <summary>Arithmetic of rows in float64.</summary>
internal static class DoubleMath
{
    /// <summary>⟨a, b⟩.</summary>
    public static double Dot(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var (sum, at) = (Vector<double>.Zero, 0);
        for (; at <= a.Length - Vector<double>.Count; at += Vector<double>.Count)
        {
            sum += new Vector<double>(a[at..]) * new Vector<double>(b[at..]);
        }

        var dot = Vector.Sum(sum);
        for (; at < a.Length; at++)
        {
            dot += a[at] * b[at];
        }

        return dot;
    }

    /// <summary>target += factor · added.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> added)
    {
        var at = 0;
        for (; at <= target.Length - Vector<double>.Count; at += Vector<double>.Count)
        {
            (new Vector<double>(target[at..]) + (factor * new Vector<double>(added[at..]))).CopyTo(target[at..]);
        }

        for (; at < target.Length; at++)
        {
            target[at] += factor * added[at];
        }
    }

    /// <summary>target += factor · added.</summary>
    public static void AddScaled(Span<double> target, double factor, ReadOnlySpan<float> added)
    {
        var at = 0;
        for (; at <= target.Length - Vector<float>.Count; at += Vector<float>.Count)
        {
            Vector.Widen(new Vector<float>(added[at..]), out var low, out var high);
            var first = target[at..];
            var second = target[(at + Vector<double>.Count)..];
            (new Vector<double>(first) + (factor * low)).CopyTo(first);
            (new Vector<double>(second) + (factor * high)).CopyTo(second);
        }

        for (; at < target.Length; at++)
        {
            target[at] += factor * added[at];
        }
    }

    /// <summary>target = values.</summary>
    public static void Widen(ReadOnlySpan<float> values, Span<double> target)
    {
        for (var at = 0; at < target.Length; at++)
        {
            target[at] = values[at];
        }
    }

    /// <summary>Adds factor · Σ v vᵀ over the rows v to the lower triangle of a matrix.</summary>
    /// <param name="matrix">Row by row, shape (d, d).</param>
    /// <param name="factor">The factor.</param>
    /// <param name="rows">Rows v, shape (count, d).</param>
    /// <param name="count">Number of rows.</param>
    /// <param name="size">d.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void AddOuterProducts(Span<double> matrix, double factor, ReadOnlySpan<double> rows, int count, int size)
    {
        var at = 0;
        for (; at <= count - 4; at += 4)
        {
            // Four at once: each element of the matrix is loaded and stored once for four products.
            var a = rows.Slice(at * size, size);
            var b = rows.Slice((at + 1) * size, size);
            var c = rows.Slice((at + 2) * size, size);
            var d = rows.Slice((at + 3) * size, size);
            for (var row = 0; row < size; row++)
            {
                var target = matrix.Slice(row * size, row + 1);
                var (fa, fb, fc, fd) = (factor * a[row], factor * b[row], factor * c[row], factor * d[row]);
                var column = 0;
                for (; column <= row + 1 - Vector<double>.Count; column += Vector<double>.Count)
                {
                    var sum = (fa * new Vector<double>(a[column..])) + (fb * new Vector<double>(b[column..]))
                        + (fc * new Vector<double>(c[column..])) + (fd * new Vector<double>(d[column..]));
                    (new Vector<double>(target[column..]) + sum).CopyTo(target[column..]);
                }

                for (; column <= row; column++)
                {
                    target[column] += (fa * a[column]) + (fb * b[column]) + (fc * c[column]) + (fd * d[column]);
                }
            }
        }

        for (; at < count; at++)
        {
            var own = rows.Slice(at * size, size);
            for (var row = 0; row < size; row++)
            {
                AddScaled(matrix.Slice(row * size, row + 1), factor * own[row], own[..(row + 1)]);
            }
        }
    }
}
