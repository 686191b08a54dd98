using System.Numerics;
using System.Runtime.CompilerServices;

namespace DaRec.Kernels;

/// <summary>The projection of one row onto the unit sphere and its gradient; widths are whole vectors, filled up with zeros.</summary>
internal static unsafe class UnitRow
{
    /// <summary>As <see cref="Internal.Rows.Shortest"/>: a row without an element of this size counts as zero.</summary>
    public static T Shortest<T>()
        where T : unmanaged, IFloatingPointIeee754<T> => T.CreateTruncating(typeof(T) == typeof(float) ? 1e-36 : 1e-300);

    /// <summary>Brings a row to unit length; a zero row becomes zero.</summary>
    /// <returns>1 / ‖x‖, or 0 for a zero row.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static T Normalize<T>(T* row, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        // Scaled to a largest element of 1 first: squares of very short or long rows would vanish or overflow.
        var lanes = Vector<T>.Count;
        var largest = Vector<T>.Zero;
        for (var c = 0; c < width; c += lanes)
        {
            largest = Vector.Max(largest, Vector.Abs(Vector.Load(row + c)));
        }

        var most = VectorMath.Largest(largest);
        if (most < Shortest<T>())
        {
            new Span<T>(row, width).Clear();
            return T.Zero;
        }

        var unit = new Vector<T>(most);
        var squares = Vector<T>.Zero;
        for (var c = 0; c < width; c += lanes)
        {
            var scaled = Vector.Load(row + c) / unit;
            scaled.Store(row + c);
            squares += scaled * scaled;
        }

        var inverse = T.One / T.Sqrt(Vector.Sum(squares));
        for (var c = 0; c < width; c += lanes)
        {
            (Vector.Load(row + c) * inverse).Store(row + c);
        }

        return inverse / most;
    }

    /// <summary>The gradient to a row in place of that to its unit row, times a factor: (I − x̂ x̂ᵀ) g · scale.</summary>
    /// <param name="unit">x̂.</param>
    /// <param name="gradient">g, replaced.</param>
    /// <param name="width">Elements of both.</param>
    /// <param name="scale">What <see cref="Normalize"/> returned, times any factor.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Project<T>(T* unit, T* gradient, int width, T scale)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var lanes = Vector<T>.Count;
        var radial = Vector<T>.Zero;
        for (var c = 0; c < width; c += lanes)
        {
            radial += Vector.Load(unit + c) * Vector.Load(gradient + c);
        }

        var (along, factor) = (new Vector<T>(Vector.Sum(radial)), new Vector<T>(scale));
        for (var c = 0; c < width; c += lanes)
        {
            ((Vector.Load(gradient + c) - (along * Vector.Load(unit + c))) * factor).Store(gradient + c);
        }
    }
}
