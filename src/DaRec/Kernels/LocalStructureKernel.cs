using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Value and gradients of the mismatch of matched centres, on the CPU, in float64 whatever the centres' type.</summary>
/// <remarks>
/// With unit rows aᵢ and, in the matched order, bⱼ, and Sᵢⱼ = ⟨aᵢ, bⱼ⟩,
/// <code>∂L/∂Sᵢᵢ = 2/k (Sᵢᵢ − 1),  ∂L/∂Sᵢⱼ = 2/(k² − k) Sᵢⱼ,  ∂L/∂aᵢ = Σⱼ ∂L/∂Sᵢⱼ bⱼ,  ∂L/∂bⱼ = Σᵢ ∂L/∂Sᵢⱼ aᵢ</code>
/// A few dozen operators on matrices this small would cost more than the arithmetic. O(k² d).
/// </remarks>
internal static class LocalStructureKernel
{
    /// <param name="centersA">Shape (k, d).</param>
    /// <param name="centersB">Shape (k, d).</param>
    /// <param name="partners">The centre of B that belongs to each of A.</param>
    /// <param name="needsGradient">Whether the gradients are computed; null otherwise.</param>
    public static (Tensor Value, Tensor? GradientA, Tensor? GradientB) ValueAndGradient(
        Tensor centersA, Tensor centersB, ReadOnlySpan<long> partners, bool needsGradient)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (k, d) = ((int)centersA.size(0), (int)centersA.size(1));
        var (a, b) = (UnitRowsOf(centersA, out var lengthsA), UnitRowsOf(centersB, out var lengthsB));
        var (gradientA, gradientB) = (new double[k * d], new double[k * d]);
        var (matched, others) = (0.0, 0.0);
        for (var i = 0; i < k; i++)
        {
            var row = a.AsSpan(i * d, d);
            for (var j = 0; j < k; j++)
            {
                var partner = (int)partners[j] * d;
                var cosine = Dot(row, b.AsSpan(partner, d));
                var slope = i == j ? 2 * (cosine - 1) / k : 2 * cosine / ((double)k * (k - 1));
                matched += i == j ? (cosine - 1) * (cosine - 1) : 0;
                others += i == j ? 0 : cosine * cosine;
                if (needsGradient)
                {
                    AddScaled(gradientA.AsSpan(i * d, d), slope, b.AsSpan(partner, d));
                    AddScaled(gradientB.AsSpan(partner, d), slope, row);
                }
            }
        }

        var value = (matched / k) + (k == 1 ? 0 : others / ((double)k * (k - 1)));
        return (
            tensor(value, dtype: centersA.dtype).MoveToOuterDisposeScope(),
            needsGradient ? Project(a, lengthsA, gradientA, centersA).MoveToOuterDisposeScope() : null,
            needsGradient ? Project(b, lengthsB, gradientB, centersB).MoveToOuterDisposeScope() : null);
    }

    // A zero row stays zero, with a length of 0.
    private static double[] UnitRowsOf(Tensor centers, out double[] lengths)
    {
        var rows = HostReads.ToArray<double>(centers.to(ScalarType.Float64));
        lengths = new double[centers.size(0)];
        var d = rows.Length / lengths.Length;
        for (var i = 0; i < lengths.Length; i++)
        {
            var row = rows.AsSpan(i * d, d);
            lengths[i] = Math.Sqrt(Dot(row, row));
            if (lengths[i] < Rows.Shortest(centers.dtype))
            {
                lengths[i] = 0;
                row.Clear();
            }

            for (var c = 0; c < d && lengths[i] > 0; c++)
            {
                row[c] /= lengths[i];
            }
        }

        return rows;
    }

    // (I − x̂ x̂ᵀ) g / ‖x‖
    private static Tensor Project(double[] unit, double[] lengths, double[] gradient, Tensor like)
    {
        var d = unit.Length / lengths.Length;
        for (var i = 0; i < lengths.Length; i++)
        {
            var row = unit.AsSpan(i * d, d);
            var g = gradient.AsSpan(i * d, d);
            AddScaled(g, -Dot(row, g), row);
            for (var c = 0; c < d; c++)
            {
                g[c] = lengths[i] > 0 ? g[c] / lengths[i] : 0;
            }
        }

        return tensor(gradient, like.shape, dtype: like.dtype);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var u = MemoryMarshal.Cast<double, Vector<double>>(x);
        var v = MemoryMarshal.Cast<double, Vector<double>>(y);
        var sums = Vector<double>.Zero;
        for (var i = 0; i < u.Length; i++)
        {
            sums += u[i] * v[i];
        }

        var sum = Vector.Sum(sums);
        for (var i = u.Length * Vector<double>.Count; i < x.Length; i++)
        {
            sum += x[i] * y[i];
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddScaled(Span<double> target, double factor, ReadOnlySpan<double> x)
    {
        var t = MemoryMarshal.Cast<double, Vector<double>>(target);
        var u = MemoryMarshal.Cast<double, Vector<double>>(x);
        for (var i = 0; i < t.Length; i++)
        {
            t[i] += factor * u[i];
        }

        for (var i = t.Length * Vector<double>.Count; i < target.Length; i++)
        {
            target[i] += factor * x[i];
        }
    }
}
