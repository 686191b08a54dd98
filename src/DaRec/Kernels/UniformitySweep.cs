using System.Numerics;
using System.Runtime.CompilerServices;
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
    private readonly T* _sums; // Σⱼ wᵢⱼ xⱼ

    private UniformitySweep(Tensor rows, double temperature, bool distinctPairs, Workspace workspace)
    {
        _points = new TiledRows<T>(rows, workspace);
        _scale = T.CreateChecked(2 * temperature);
        _selfWeight = distinctPairs ? T.Zero : T.One;
        var count = _points.Tiles * TiledRows<T>.Tile;
        _exponents = workspace.Take<T>(count);
        _totals = workspace.TakeZeros<T>(count);
        _sums = workspace.TakeZeros<T>((long)count * _points.PaddedWidth);
        for (var row = 0; row < count; row++)
        {
            _exponents[row] = row >= _points.Count ? T.CreateChecked(Nothing)
                : _points.IsZero(row) ? T.Zero
                : T.CreateChecked(-temperature);
        }
    }

    /// <summary>Value and gradient of log mean exp(−t ‖x̂ᵢ − x̂ⱼ‖²).</summary>
    /// <param name="rows">Contiguous, on the CPU, (n, d), of any length.</param>
    /// <param name="temperature">t ≤ 20: a weight is at least e^−80, which float32 holds.</param>
    /// <param name="distinctPairs">Whether pairs i = j are left out.</param>
    public static (Tensor Value, Tensor Gradient) ValueAndGradient(Tensor rows, double temperature, bool distinctPairs)
    {
        using var workspace = new Workspace();
        var sweep = new UniformitySweep<T>(rows, temperature, distinctPairs, workspace);
        TileTournament.Run(sweep._points.Tiles, sweep.Visit);

        var n = sweep._points.Count;
        var total = 0.0;
        for (var row = 0; row < n; row++)
        {
            total += double.CreateChecked(sweep._totals[row]);
        }

        var pairs = distinctPairs ? n * (n - 1.0) : n * (double)n;
        return (
            tensor(Math.Log(total / pairs), dtype: rows.dtype),
            sweep._points.Gradient(sweep._sums, 4 * temperature / total, rows));
    }

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
        _points.AddWeighted(i, j, weights, _sums);
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
