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
            ? Vector.As<float, T>(ExpSingle(Vector.As<T, float>(x)))
            : Vector.As<double, T>(Vector.Exp(Vector.As<T, double>(x)));

    // eˣ = 2ⁿ eʳ with n = round(x / ln 2): a polynomial for eʳ on |r| ≤ ½ ln 2 (Cephes), 2ⁿ put together as bits; 2 ulp. .NET's own
    // Vector.Exp goes through float64, at a third of the speed. Arguments are ≤ 0; those whose result is denormal count as −87.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ExpSingle(Vector<float> x)
    {
        x = Vector.Max(x, new Vector<float>(-87f));
        var n = Vector.Floor(Vector.FusedMultiplyAdd(x, new Vector<float>(1.44269504f), new Vector<float>(0.5f)));
        var r = Vector.FusedMultiplyAdd(n, new Vector<float>(-0.693359375f), x);
        r = Vector.FusedMultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);
        var p = new Vector<float>(1.9875691500e-4f);
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.3981999507e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(8.3334519073e-3f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(4.1665795894e-2f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(1.6666665459e-1f));
        p = Vector.FusedMultiplyAdd(p, r, new Vector<float>(5.0000001201e-1f));
        p = Vector.FusedMultiplyAdd(p, r * r, r + Vector<float>.One);
        return p * Vector.AsVectorSingle((Vector.ConvertToInt32Native(n) + new Vector<int>(127)) << 23);
    }
}
