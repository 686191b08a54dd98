using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DaRec.Kernels;

/// <summary>Elementary functions of whole vectors.</summary>
internal static class VectorMath
{
    /// <summary>eˣ for x ≤ 88 (float64: 709), to 2 ulp; 0 where the result would not be a normal number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> Exp<T>(Vector<T> x)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector.As<float, T>(ExpSingle(Vector.As<T, float>(x)))
            : Vector.As<double, T>(Vector.Exp(Vector.As<T, double>(x)));

    /// <inheritdoc cref="Exp{T}(Vector{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Exp<T>(Vector512<T> x)
        where T : unmanaged =>
        typeof(T) == typeof(float) ? ExpSingle(x.AsSingle()).As<float, T>() : Vector512.Exp(x.AsDouble()).As<double, T>();

    /// <summary>x y + z, rounded once where the processor can.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<T> MultiplyAdd<T>(Vector<T> x, Vector<T> y, Vector<T> z)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector.As<float, T>(Vector.MultiplyAddEstimate(Vector.As<T, float>(x), Vector.As<T, float>(y), Vector.As<T, float>(z)))
            : Vector.As<double, T>(Vector.MultiplyAddEstimate(Vector.As<T, double>(x), Vector.As<T, double>(y), Vector.As<T, double>(z)));

    /// <inheritdoc cref="MultiplyAdd{T}(Vector{T}, Vector{T}, Vector{T})"/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> MultiplyAdd<T>(Vector512<T> x, Vector512<T> y, Vector512<T> z)
        where T : unmanaged =>
        typeof(T) == typeof(float)
            ? Vector512.MultiplyAddEstimate(x.AsSingle(), y.AsSingle(), z.AsSingle()).As<float, T>()
            : Vector512.MultiplyAddEstimate(x.AsDouble(), y.AsDouble(), z.AsDouble()).As<double, T>();

    /// <summary>The largest element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Largest<T>(Vector<T> x)
        where T : unmanaged, INumber<T>
    {
        var largest = x[0];
        for (var lane = 1; lane < Vector<T>.Count; lane++)
        {
            largest = T.Max(largest, x[lane]);
        }

        return largest;
    }

    // eˣ = 2ⁿ eʳ with n = round(x / ln 2): a polynomial for eʳ on |r| ≤ ½ ln 2 (Cephes), 2ⁿ put together as bits. .NET's own Vector.Exp
    // goes through float64, at a third of the speed.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> ExpSingle(Vector<float> x)
    {
        var smallest = new Vector<float>(-87f);
        var vanishes = Vector.LessThan(x, smallest); // false for NaN, which stays
        x = Vector.Max(x, smallest);
        var n = Vector.Floor(MultiplyAdd(x, new Vector<float>(1.44269504f), new Vector<float>(0.5f)));
        var r = MultiplyAdd(n, new Vector<float>(-0.693359375f), x);
        r = MultiplyAdd(n, new Vector<float>(2.12194440e-4f), r);
        var p = new Vector<float>(1.9875691500e-4f);
        p = MultiplyAdd(p, r, new Vector<float>(1.3981999507e-3f));
        p = MultiplyAdd(p, r, new Vector<float>(8.3334519073e-3f));
        p = MultiplyAdd(p, r, new Vector<float>(4.1665795894e-2f));
        p = MultiplyAdd(p, r, new Vector<float>(1.6666665459e-1f));
        p = MultiplyAdd(p, r, new Vector<float>(5.0000001201e-1f));
        p = MultiplyAdd(p, r * r, r + Vector<float>.One);
        var power = Vector.AsVectorSingle((Vector.ConvertToInt32Native(n) + new Vector<int>(127)) << 23);
        return Vector.AndNot(p * power, Vector.AsVectorSingle(vanishes));
    }

    // As above.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> ExpSingle(Vector512<float> x)
    {
        var smallest = Vector512.Create(-87f);
        var vanishes = Vector512.LessThan(x, smallest);
        x = Vector512.Max(x, smallest);
        var n = Vector512.Floor(MultiplyAdd(x, Vector512.Create(1.44269504f), Vector512.Create(0.5f)));
        var r = MultiplyAdd(n, Vector512.Create(-0.693359375f), x);
        r = MultiplyAdd(n, Vector512.Create(2.12194440e-4f), r);
        var p = Vector512.Create(1.9875691500e-4f);
        p = MultiplyAdd(p, r, Vector512.Create(1.3981999507e-3f));
        p = MultiplyAdd(p, r, Vector512.Create(8.3334519073e-3f));
        p = MultiplyAdd(p, r, Vector512.Create(4.1665795894e-2f));
        p = MultiplyAdd(p, r, Vector512.Create(1.6666665459e-1f));
        p = MultiplyAdd(p, r, Vector512.Create(5.0000001201e-1f));
        p = MultiplyAdd(p, r * r, r + Vector512<float>.One);
        var power = ((Vector512.ConvertToInt32Native(n) + Vector512.Create(127)) << 23).AsSingle();
        return Vector512.AndNot(p * power, vanishes);
    }
}
