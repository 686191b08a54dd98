using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace DaRec.Kernels;

/// <summary>Vectorised passes over a row of logits, compiled at full optimisation at once: a host's first steps are slow otherwise.</summary>
internal static class RowMath
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Max<T>(ReadOnlySpan<T> row)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectors = MemoryMarshal.Cast<T, Vector<T>>(row);
        var largest = T.NegativeInfinity;
        if (vectors.Length > 0)
        {
            var maxima = vectors[0];
            foreach (var vector in vectors[1..])
            {
                maxima = Vector.Max(maxima, vector);
            }

            for (var lane = 0; lane < Vector<T>.Count; lane++)
            {
                largest = T.Max(largest, maxima[lane]);
            }
        }

        foreach (var value in row[(vectors.Length * Vector<T>.Count)..])
        {
            largest = T.Max(largest, value);
        }

        return largest;
    }

    /// <summary>a := exp(a − A), b := exp(b − B); returns Σ a, Σ b and Σ exp(b − B) ((b − B) − (a − A)).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static (T SumA, T SumB, T Cross) ExponentiateBoth<T>(Span<T> a, Span<T> b, T maximumA, T maximumB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectorsA = MemoryMarshal.Cast<T, Vector<T>>(a);
        var vectorsB = MemoryMarshal.Cast<T, Vector<T>>(b);
        var (shiftA, shiftB) = (new Vector<T>(maximumA), new Vector<T>(maximumB));
        var (sumsA, sumsB, crosses) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
        for (var v = 0; v < vectorsA.Length; v++)
        {
            var (x, y) = (vectorsA[v] - shiftA, vectorsB[v] - shiftB);
            var (expX, expY) = (Exp(x), Exp(y));
            (vectorsA[v], vectorsB[v]) = (expX, expY);
            sumsA += expX;
            sumsB += expY;
            crosses += expY * (y - x);
        }

        var (sumA, sumB, cross) = (Vector.Sum(sumsA), Vector.Sum(sumsB), Vector.Sum(crosses));
        for (var i = vectorsA.Length * Vector<T>.Count; i < a.Length; i++)
        {
            var (x, y) = (a[i] - maximumA, b[i] - maximumB);
            (a[i], b[i]) = (T.Exp(x), T.Exp(y));
            sumA += a[i];
            sumB += b[i];
            cross += b[i] * (y - x);
        }

        return (sumA, sumB, cross);
    }

    /// <summary>a := scaleA a − scaleB b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void SubtractShares<T>(Span<T> a, ReadOnlySpan<T> b, T scaleA, T scaleB)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var vectorsA = MemoryMarshal.Cast<T, Vector<T>>(a);
        var vectorsB = MemoryMarshal.Cast<T, Vector<T>>(b);
        var (factorA, factorB) = (new Vector<T>(scaleA), new Vector<T>(scaleB));
        for (var v = 0; v < vectorsA.Length; v++)
        {
            vectorsA[v] = (vectorsA[v] * factorA) - (vectorsB[v] * factorB);
        }

        for (var i = vectorsA.Length * Vector<T>.Count; i < a.Length; i++)
        {
            a[i] = (a[i] * scaleA) - (b[i] * scaleB);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Exp<T>(Vector<T> x)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector.As<float, T>(Vector.Exp(Vector.As<T, float>(x)))
            : Vector.As<double, T>(Vector.Exp(Vector.As<T, double>(x)));
}
