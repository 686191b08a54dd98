using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>c ‖ÂÂᵀ − B̂B̂ᵀ‖² of unit rows on the CPU, over features: two passes over tiles of rows.</summary>
/// <remarks>
/// With P = Â + B̂ and Q = Â − B̂ the first pass adds up PᵀP, QᵀQ and PᵀQ, of which the value is made and all that the second needs:
/// <code>
/// value = c/2 (⟨PᵀP, QᵀQ⟩ + ⟨PᵀQ, (PᵀQ)ᵀ⟩)
/// ∂/∂Â =  2c (P QᵀÂ + Q PᵀÂ),  2 QᵀÂ = QᵀP + QᵀQ,  2 PᵀÂ = PᵀP + PᵀQ
/// ∂/∂B̂ = −2c (P QᵀB̂ + Q PᵀB̂),  2 QᵀB̂ = QᵀP − QᵀQ,  2 PᵀB̂ = PᵀP − PᵀQ
/// </code>
/// Sums of fixed chunks of rows are added in order: results do not depend on the number of threads. O(n d²) time, O(n d) memory.
/// </remarks>
internal sealed unsafe class GlobalStructureSweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostChunks = 16;

    private readonly TiledRows<T> _a;
    private readonly TiledRows<T> _b;
    private readonly int _width; // of P and Q: the wider side's, padded
    private readonly int _height; // the same, rounded up to the rows that a product computes at a time
    private readonly int _chunks;
    private readonly T* _grams; // PᵀP, QᵀQ and PᵀQ of each chunk; then of all in the first
    private readonly T* _factors; // QᵀÂ, PᵀÂ, QᵀB̂ and PᵀB̂, twice
    private readonly T* _sumsA;
    private readonly T* _sumsB;

    private GlobalStructureSweep(Tensor a, Tensor b, Workspace workspace)
    {
        (_a, _b) = (new TiledRows<T>(a, workspace), new TiledRows<T>(b, workspace));
        _width = Math.Max(_a.PaddedWidth, _b.PaddedWidth);
        _height = (_width + TileProduct.RowsTogether - 1) / TileProduct.RowsTogether * TileProduct.RowsTogether;
        _chunks = Math.Min(MostChunks, _a.Tiles);
        _grams = workspace.TakeZeros<T>(3L * _chunks * GramSize);
        _factors = workspace.TakeZeros<T>(4L * GramSize);
        _sumsA = workspace.TakeZeros<T>((long)_a.Tiles * TiledRows<T>.Tile * _a.PaddedWidth);
        _sumsB = workspace.TakeZeros<T>((long)_b.Tiles * TiledRows<T>.Tile * _b.PaddedWidth);
    }

    private long GramSize => (long)_height * _width;

    /// <summary>Value and gradients.</summary>
    /// <param name="a">Contiguous, on the CPU, (n, d), of any length.</param>
    /// <param name="b">The same rows of the other side, (n, e).</param>
    /// <param name="scale">c.</param>
    public static (Tensor Value, Tensor GradientA, Tensor GradientB) ValueAndGradient(Tensor a, Tensor b, double scale)
    {
        using var workspace = new Workspace();
        var sweep = new GlobalStructureSweep<T>(a, b, workspace);
        TorchThreads.For(sweep._chunks, sweep.AddGrams);
        var value = sweep.Close();
        TorchThreads.For(sweep._chunks, sweep.Differentiate);
        return (
            tensor(scale * value, dtype: a.dtype),
            sweep._a.Gradient(sweep._sumsA, scale, a),
            sweep._b.Gradient(sweep._sumsB, -scale, b));
    }

    private void AddGrams(int chunk)
    {
        using var workspace = new Workspace();
        var (p, q) = ((nint)TakeTile(workspace), (nint)TakeTile(workspace));
        var grams = _grams + (3L * chunk * GramSize);
        for (var tile = First(chunk); tile < First(chunk + 1); tile++)
        {
            SumAndDifference(tile, (T*)p, (T*)q);
            Multiply((T*)p, (T*)p, grams);
            Multiply((T*)q, (T*)q, grams + GramSize);
            Multiply((T*)p, (T*)q, grams + (2 * GramSize));
        }

        void Multiply(T* x, T* y, T* gram) =>
            TileProduct.Multiply(x, 1, _width, y, _width, gram, _width, _height, TiledRows<T>.Tile, _width, add: true);
    }

    // The value, and what the second pass multiplies by.
    private double Close()
    {
        for (var chunk = 1; chunk < _chunks; chunk++)
        {
            for (var i = 0L; i < 3 * GramSize; i++)
            {
                _grams[i] += _grams[(3L * chunk * GramSize) + i];
            }
        }

        T* pp = _grams, qq = _grams + GramSize, pq = _grams + (2 * GramSize);
        var value = 0.0;
        for (var i = 0; i < _width; i++)
        {
            for (var j = 0; j < _width; j++)
            {
                long at = ((long)i * _width) + j, across = ((long)j * _width) + i;
                value += (double.CreateChecked(pp[at]) * double.CreateChecked(qq[at]))
                    + (double.CreateChecked(pq[at]) * double.CreateChecked(pq[across]));
                _factors[at] = pq[across] + qq[at];
                _factors[GramSize + at] = pp[at] + pq[at];
                _factors[(2 * GramSize) + at] = pq[across] - qq[at];
                _factors[(3 * GramSize) + at] = pp[at] - pq[at];
            }
        }

        return value / 2;
    }

    private void Differentiate(int chunk)
    {
        using var workspace = new Workspace();
        var (p, q) = ((nint)TakeTile(workspace), (nint)TakeTile(workspace));
        for (var tile = First(chunk); tile < First(chunk + 1); tile++)
        {
            SumAndDifference(tile, (T*)p, (T*)q);
            Multiply(_a, _sumsA, _factors);
            Multiply(_b, _sumsB, _factors + (2 * GramSize));

            void Multiply(TiledRows<T> side, T* sums, T* factors)
            {
                var (rows, columns) = (TiledRows<T>.Tile, side.PaddedWidth);
                var target = sums + ((long)tile * rows * columns);
                TileProduct.Multiply((T*)p, _width, 1, factors, _width, target, columns, rows, _width, columns, add: false);
                TileProduct.Multiply((T*)q, _width, 1, factors + GramSize, _width, target, columns, rows, _width, columns, add: true);
            }
        }
    }

    private int First(int chunk) => (int)((long)_a.Tiles * chunk / _chunks);

    // A product reads its left side in whole blocks: up to that many columns beyond the last row's.
    private T* TakeTile(Workspace workspace) => workspace.TakeZeros<T>(((long)TiledRows<T>.Tile * _width) + TileProduct.RowsTogether);

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumAndDifference(int tile, T* p, T* q)
    {
        T* a = _a.Rows(tile), b = _b.Rows(tile);
        var lanes = Vector<T>.Count;
        for (var row = 0; row < TiledRows<T>.Tile; row++)
        {
            for (var c = 0; c < _width; c += lanes)
            {
                var x = c < _a.PaddedWidth ? Vector.Load(a + ((long)row * _a.PaddedWidth) + c) : Vector<T>.Zero;
                var y = c < _b.PaddedWidth ? Vector.Load(b + ((long)row * _b.PaddedWidth) + c) : Vector<T>.Zero;
                var at = ((long)row * _width) + c;
                (x + y).Store(p + at);
                (x - y).Store(q + at);
            }
        }
    }
}
