using System.Buffers;
using DaRec.Internal;

namespace DaRec.Serving.FoldIn;

/// <summary>The collaborative columns of a user vector from the items of a history, in closed form.</summary>
/// <remarks>
/// <code>
/// q = Bᵀ Σⱼ (1 + cⱼ)⁻ᵖ vⱼ / √n                                    at length ℓ(n) = exp(α + β ln n)
/// u = q + (G + ḡ I + κ Σⱼ vⱼ vⱼᵀ)⁻¹ κ Σⱼ vⱼ (τ − ⟨vⱼ, q⟩)          at the same length
/// </code>
/// over the n items j of the history, with cⱼ their training interactions and vⱼ their vectors. G is the mean of v vᵀ over all items, ḡ the
/// mean of its diagonal, B a map fitted to trained users, τ the mean score of a training interaction.
/// </remarks>
internal sealed class CollaborativeFold
{
    private const int BlockRows = 64;

    private readonly double[] _map; // B, (d, d)
    private readonly double[] _metric; // G + ḡ I, (d, d)

    /// <summary>Takes what was fitted; rounded to float32, so that what is saved computes the same.</summary>
    public CollaborativeFold(double[] map, double[] metric, FoldInSettings settings, double target, double length, double growth)
    {
        (_map, _metric) = (Array.ConvertAll(map, Rounded), Array.ConvertAll(metric, Rounded));
        (Settings, Target, Length, Growth) = (settings, Rounded(target), Rounded(length), Rounded(growth));
        Width = (int)Math.Round(Math.Sqrt(map.Length));
    }

    public int Width { get; }

    public FoldInSettings Settings { get; }

    private double Target { get; } // τ

    private double Length { get; } // α

    private double Growth { get; } // β

    /// <summary>(1 + c)⁻ᵖ.</summary>
    public double Weight(double count) => Math.Pow(1 + count, -Settings.CountExponent);

    /// <summary>Computes u.</summary>
    /// <param name="history">Numbers of the items, ascending and distinct, at least one.</param>
    /// <param name="items">Item vectors; the first d columns count.</param>
    /// <param name="weights">Weight of each item, shape (n_i).</param>
    /// <param name="user">Takes u, shape (d).</param>
    public void Fold(ReadOnlySpan<int> history, VectorTable items, ReadOnlySpan<double> weights, Span<float> user)
    {
        var buffer = ArrayPool<double>.Shared.Rent((2 * Width) + (Width * Width) + (BlockRows * Width));
        var vector = buffer.AsSpan(0, Width);
        var work = buffer.AsSpan(Width, buffer.Length - Width);
        Map(history, items, weights, vector, work[..Width]);
        ToLength(vector, history.Length);
        if (Settings.HistoryWeight > 0)
        {
            Correct(history, items, vector, work);
            ToLength(vector, history.Length);
        }

        for (var column = 0; column < Width; column++)
        {
            user[column] = (float)vector[column];
        }

        ArrayPool<double>.Shared.Return(buffer);
    }

    public void Save(ComponentArrays arrays)
    {
        arrays.Add("map", Floats(_map), Width, Width);
        arrays.Add("metric", Floats(_metric), Width, Width);
        arrays.Add("count_exponent", (float)Settings.CountExponent);
        arrays.Add("whitening", (float)Settings.Whitening);
        arrays.Add("history_weight", (float)Settings.HistoryWeight);
        arrays.Add("target", (float)Target);
        arrays.Add("length", (float)Length);
        arrays.Add("growth", (float)Growth);
    }

    public static CollaborativeFold Load(ComponentArrays arrays)
    {
        var map = arrays.Matrix("map", out var width, out _);
        var metric = arrays.Matrix("metric", out var rows, out var columns);
        if (map.Length != width * width || rows != width || columns != width)
        {
            throw new InvalidDataException($"Arrays 'map' and 'metric' of the fold-in: expected one square shape, got ({width}, "
                + $"{map.Length / Math.Max(width, 1)}) and ({rows}, {columns}).");
        }

        var settings = new FoldInSettings
        {
            CountExponent = arrays.Number("count_exponent"),
            Whitening = arrays.Number("whitening"),
            HistoryWeight = arrays.Number("history_weight"),
        };
        return new CollaborativeFold(
            Doubles(map), Doubles(metric), settings, arrays.Number("target"), arrays.Number("length"), arrays.Number("growth"));
    }

    private static double Rounded(double value) => (float)value;

    private static float[] Floats(double[] values) => Array.ConvertAll(values, value => (float)value);

    private static double[] Doubles(float[] values) => Array.ConvertAll(values, value => (double)value);

    private void Map(
        ReadOnlySpan<int> history, VectorTable items, ReadOnlySpan<double> weights, Span<double> vector, Span<double> sum)
    {
        sum.Clear();
        vector.Clear();
        var share = 1 / Math.Sqrt(history.Length);
        foreach (var item in history)
        {
            DoubleMath.AddScaled(sum, share * weights[item], items[item][..Width]);
        }

        for (var row = 0; row < Width; row++)
        {
            DoubleMath.AddScaled(vector, sum[row], _map.AsSpan(row * Width, Width));
        }
    }

    private void Correct(ReadOnlySpan<int> history, VectorTable items, Span<double> vector, Span<double> work)
    {
        var strength = Settings.HistoryWeight;
        var matrix = work[..(Width * Width)];
        var change = work.Slice(Width * Width, Width);
        var block = work.Slice(matrix.Length + Width, BlockRows * Width);
        _metric.CopyTo(matrix);
        change.Clear();
        for (var start = 0; start < history.Length; start += BlockRows)
        {
            var part = history.Slice(start, Math.Min(BlockRows, history.Length - start));
            for (var i = 0; i < part.Length; i++)
            {
                var row = block.Slice(i * Width, Width);
                DoubleMath.Widen(items[part[i]], row);
                DoubleMath.AddScaled(change, strength * (Target - DoubleMath.Dot(row, vector)), row);
            }

            DoubleMath.AddOuterProducts(matrix, strength, block, part.Length, Width);
        }

        Cholesky.Factor(matrix, Width);
        Cholesky.Solve(matrix, change);
        DoubleMath.AddScaled(vector, 1, change);
    }

    private void ToLength(Span<double> vector, int count)
    {
        var length = Math.Sqrt(DoubleMath.Dot(vector, vector));
        var factor = length > 0 ? Math.Exp(Length + (Growth * Math.Log(count))) / length : 0; // a vector of zeros stays
        for (var column = 0; column < vector.Length; column++)
        {
            vector[column] *= factor;
        }
    }
}
