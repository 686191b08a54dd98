using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Distributed;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Uniformity on the unit sphere on the CPU: one visit to each pair of tiles gives value and gradient.</summary>
/// <remarks>
/// A visit makes a tile of weights wᵢⱼ = exp(2t ⟨xᵢ, xⱼ⟩ − 2t), which stays in the core's cache for its three uses: their sum Z, W X and
/// Wᵀ X. The gradient to unit rows is 4t/Z Σⱼ wᵢⱼ xⱼ, but for a part along xᵢ that their normalisation takes away. O(n² d) time;
/// 3 n d elements of memory.
/// </remarks>
internal sealed unsafe class UniformitySweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const double Nothing = -1e30; // an exponent whose weight is exactly 0

    private readonly TiledRows<T> _points;
    private readonly T _scale;
    private readonly T _selfWeight;
    private readonly T* _exponents; // −t‖xᵢ‖², or Nothing where rows only fill up a tile
    private readonly T* _totals; // Σⱼ wᵢⱼ over the pairs in which row i was the first, (i, j) and (j, i) both counted
    private readonly T* _sums; // Σⱼ wᵢⱼ xⱼ; null where no gradient is asked for
    private readonly double _temperature;
    private double _total; // Z
    private T _factor; // 4t/Z

    private UniformitySweep(Tensor rows, double temperature, bool distinctPairs, bool needsGradient, Workspace workspace)
    {
        _points = new TiledRows<T>(rows, workspace);
        _temperature = temperature;
        _scale = T.CreateChecked(2 * temperature);
        _selfWeight = distinctPairs ? T.Zero : T.One;
        var count = _points.Tiles * TiledRows<T>.Tile;
        _exponents = workspace.Take<T>(count);
        _totals = workspace.TakeZeros<T>(count);
        _sums = needsGradient ? workspace.TakeZeros<T>(_points.Elements) : null;
    }

    // The products of a visit, and an exponential a pair.
    private long Work
    {
        get
        {
            var pairs = 0.5 * _points.Count * _points.Count;
            return (2 * _points.PackingWork) + (long)pairs
                + TileProduct.Nanoseconds<T>(pairs * _points.PaddedWidth * (_sums is null ? 1 : 3));
        }
    }

    /// <summary>Value and gradient of log mean exp(−t ‖x̂ᵢ − x̂ⱼ‖²).</summary>
    /// <param name="rows">Contiguous, on the CPU, (n, d), of any length.</param>
    /// <param name="temperature">t ≤ 20: a weight is at least e^−80, which float32 holds.</param>
    /// <param name="distinctPairs">Whether pairs i = j are left out.</param>
    /// <param name="needsGradient">Whether the gradient is computed; null otherwise.</param>
    /// <param name="processes">Who shares the pairs of tiles: the gradient is that of this process's; null computes it whole.</param>
    public static (Tensor Value, Tensor? Gradient) ValueAndGradient(
        Tensor rows, double temperature, bool distinctPairs, bool needsGradient, ICommunicator? processes = null)
    {
        using var workspace = new Workspace();
        var sweep = new UniformitySweep<T>(rows, temperature, distinctPairs, needsGradient, workspace);
        var gradient = needsGradient ? rows.new_empty(rows.shape) : null;
        var target = gradient is null ? 0 : (nint)TensorMemory.Address(gradient);
        var (points, tiles) = (sweep._points, sweep._points.Tiles);
        SharedPhases.Run(
            processes,
            sweep.Work,
            [points.Packing, Phase.Single(sweep.Open), TileTournament.Of(tiles, sweep.Visit, processes), Phase.Single(sweep.AddUp)],
            others => sweep._total = Shared.Sum(others, sweep._total),
            [
                Phase.Single(sweep.Close),
                new Phase(needsGradient ? tiles : 0, tile => points.WriteGradient(tile, sweep._sums, sweep._factor, (T*)target)),
            ]);

        var n = points.Count;
        var pairs = distinctPairs ? n * (n - 1.0) : n * (double)n;
        return (tensor(Math.Log(sweep._total / pairs), dtype: rows.dtype), gradient);
    }

    private void Open()
    {
        for (var row = 0; row < _points.Tiles * TiledRows<T>.Tile; row++)
        {
            _exponents[row] = row >= _points.Count ? T.CreateChecked(Nothing)
                : _points.IsZero(row) ? T.Zero
                : T.CreateChecked(-_temperature);
        }
    }

    private void AddUp()
    {
        for (var row = 0; row < _points.Count; row++)
        {
            _total += double.CreateChecked(_totals[row]);
        }
    }

    private void Close() => _factor = T.CreateChecked(4 * _temperature / _total);

    [SkipLocalsInit]
    private void Visit(int i, int j)
    {
        var size = TiledRows<T>.Tile;
        var memory = stackalloc byte[(size * size * sizeof(T)) + Workspace.Alignment];
        var weights = (T*)Workspace.Align((nint)memory);
        _points.Cosines(i, j, weights);
        if (i == j)
        {
            TiledRows<T>.FillDiagonal(weights, T.CreateTruncating(Nothing));
        }

        Exponentiate(weights, i, j);
        if (_sums is not null)
        {
            _points.AddWeighted(i, j, weights, _sums);
        }
    }

    // Cosines to weights, and their sums.
    // Inlined into its caller, it would not have its exponentials inlined.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Exponentiate(T* weights, int i, int j)
    {
        var (size, lanes) = (TiledRows<T>.Tile, Vector<T>.Count);
        T* rowExponents = _exponents + ((long)i * size), columnExponents = _exponents + ((long)j * size);
        var totals = _totals + ((long)i * size);
        var scale = new Vector<T>(_scale);
        for (var r = 0; r < size; r++, weights += size)
        {
            var shift = new Vector<T>(rowExponents[r]);
            var sums = Vector<T>.Zero;
            for (var c = 0; c < size; c += lanes)
            {
                var exponents = VectorMath.MultiplyAdd(scale, Vector.Load(weights + c), shift + Vector.Load(columnExponents + c));
                var values = VectorMath.Exp(exponents);
                values.Store(weights + c);
                sums += values;
            }

            var sum = Vector.Sum(sums);
            if (i == j)
            {
                weights[r] = _selfWeight; // whatever rounding would make of it
                totals[r] += sum + _selfWeight;
            }
            else
            {
                totals[r] += sum + sum;
            }
        }
    }
}
