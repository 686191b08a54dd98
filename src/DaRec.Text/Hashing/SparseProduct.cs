using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using DaRec.Kernels;

namespace DaRec.Text.Hashing;

/// <summary>Products of a corpus with a matrix of one row a feature, whose width is a multiple of <see cref="Strip"/>.</summary>
internal static unsafe class SparseProduct
{
    /// <summary>Columns that are computed together: four vectors in registers, two cache lines of a row.</summary>
    public const int Strip = 32;

    /// <summary>X := Aᵀ A X, one strip of columns a thread, each summed text after text: threads do not change its bits.</summary>
    /// <remarks>O(entries · l) time; beside X a strip of it for each thread, and never a matrix of all texts.</remarks>
    public static void Square(WeightedTexts a, float[] x, int width) => HashingThreads.For(width / Strip, strip =>
    {
        using var workspace = new Workspace();
        var columns = a.Weights.Columns;
        var sums = workspace.TakeZeros<float>((long)columns * Strip); // (m, 32)
        fixed (float* start = x)
        {
            var source = start + (strip * Strip);
            for (var text = 0; text < a.Count; text++)
            {
                AddSquare(a.Row(text, out var scale), scale, a.Weights, source, width, sums);
            }

            for (long column = 0; column < columns; column++)
            {
                new ReadOnlySpan<float>(sums + (column * Strip), Strip).CopyTo(new Span<float>(source + (column * width), Strip));
            }
        }
    });

    /// <summary>y := the row of weights times X.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Row(ReadOnlySpan<uint> entries, float scale, FeatureWeights weights, float* x, int width, float* y)
    {
        new Span<float>(y, width).Clear();
        foreach (var entry in entries)
        {
            var weight = Vector256.Create(scale * weights.Weight(entry));
            var row = x + ((long)(entry >> FeatureWeights.TimesBits) * width);
            for (var j = 0; j < width; j += Vector256<float>.Count)
            {
                Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + j), Vector256.Load(y + j)).Store(y + j);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void AddSquare(
        ReadOnlySpan<uint> entries, float scale, FeatureWeights weights, float* x, int width, float* sums)
    {
        var y0 = Vector256<float>.Zero;
        var (y1, y2, y3) = (y0, y0, y0);
        foreach (var entry in entries)
        {
            var weight = Vector256.Create(weights.Weight(entry));
            var row = x + ((long)(entry >> FeatureWeights.TimesBits) * width);
            y0 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row), y0);
            y1 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + 8), y1);
            y2 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + 16), y2);
            y3 = Vector256.MultiplyAddEstimate(weight, Vector256.Load(row + 24), y3);
        }

        var squared = scale * scale; // of both factors
        y0 *= squared;
        y1 *= squared;
        y2 *= squared;
        y3 *= squared;
        foreach (var entry in entries)
        {
            var weight = Vector256.Create(weights.Weight(entry));
            var sum = sums + ((long)(entry >> FeatureWeights.TimesBits) * Strip);
            Vector256.MultiplyAddEstimate(weight, y0, Vector256.Load(sum)).Store(sum);
            Vector256.MultiplyAddEstimate(weight, y1, Vector256.Load(sum + 8)).Store(sum + 8);
            Vector256.MultiplyAddEstimate(weight, y2, Vector256.Load(sum + 16)).Store(sum + 16);
            Vector256.MultiplyAddEstimate(weight, y3, Vector256.Load(sum + 24)).Store(sum + 24);
        }
    }
}
