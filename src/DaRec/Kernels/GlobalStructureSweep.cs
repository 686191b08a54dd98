using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Distributed;
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
/// Sums of fixed chunks of rows are added in order: results do not depend on the number of threads. O(n d²) time; O(n d) memory and
/// at most 16 copies of 3 w² sums, w the wider side's width, fewer where they exceed <see cref="Workspace.MostCopies"/>.
/// </remarks>
internal sealed unsafe class GlobalStructureSweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostChunks = 16;

    private readonly TiledRows<T> _a;
    private readonly TiledRows<T> _b;
    private readonly int _width; // of P and Q: the wider side's, padded
    private readonly int _height; // the same, rounded up to the rows that a product computes at a time
    private readonly int _firstTile; // of this process's share
    private readonly int _endTile;
    private readonly int _chunks;
    private readonly T* _grams; // PᵀP, QᵀQ and PᵀQ of each chunk; then of all in the first
    private readonly T* _factors; // QᵀÂ, PᵀÂ, QᵀB̂ and PᵀB̂, twice; null where no gradient is asked for
    private readonly T* _sumsA; // P QᵀÂ + Q PᵀÂ; null where no gradient is asked for
    private readonly T* _sumsB;
    private double _value;

    private GlobalStructureSweep(Tensor a, Tensor b, (bool A, bool B) needed, ICommunicator? processes, Workspace workspace)
    {
        (_a, _b) = (new TiledRows<T>(a, workspace), new TiledRows<T>(b, workspace));
        _width = Math.Max(_a.PaddedWidth, _b.PaddedWidth);
        _height = (_width + TileProduct.RowsTogether - 1) / TileProduct.RowsTogether * TileProduct.RowsTogether;
        var (first, count) = (processes ?? SingleProcess.Instance).ShareOf(_a.Tiles);
        (_firstTile, _endTile) = ((int)first, (int)(first + count));
        _chunks = Workspace.Parts((int)Math.Clamp(count, 1, MostChunks), 3L * GramSize * sizeof(T));
        _grams = workspace.TakeZeros<T>(3L * _chunks * GramSize);
        _factors = needed.A || needed.B ? workspace.TakeZeros<T>(4L * GramSize) : null;
        _sumsA = needed.A ? workspace.Take<T>(_a.Elements) : null;
        _sumsB = needed.B ? workspace.Take<T>(_b.Elements) : null;
    }

    private long GramSize => (long)_height * _width;

    private long Work
    {
        get
        {
            var (grams, a, b) = (3.0 * _width * _width, _sumsA is null ? 0 : _a.PaddedWidth, _sumsB is null ? 0 : _b.PaddedWidth);
            return (2 * (_a.PackingWork + _b.PackingWork))
                + TileProduct.Nanoseconds<T>(_a.Count * (grams + (2.0 * _width * (a + b))));
        }
    }

    /// <summary>Value and gradients.</summary>
    /// <param name="a">Contiguous, on the CPU, (n, d), of any length.</param>
    /// <param name="b">The same rows of the other side, (n, e).</param>
    /// <param name="scale">c.</param>
    /// <param name="needed">Which gradients are computed; null otherwise.</param>
    /// <param name="processes">Who shares the tiles: gradients are those to this process's rows, and 0 elsewhere; null computes all.</param>
    public static (Tensor Value, Tensor? GradientA, Tensor? GradientB) ValueAndGradient(
        Tensor a, Tensor b, double scale, (bool A, bool B) needed, ICommunicator? processes = null)
    {
        using var workspace = new Workspace();
        var sweep = new GlobalStructureSweep<T>(a, b, needed, processes, workspace);
        var isShared = Shared.IsShared(processes);
        var gradientA = !needed.A ? null : isShared ? a.new_zeros(a.shape) : a.new_empty(a.shape);
        var gradientB = !needed.B ? null : isShared ? b.new_zeros(b.shape) : b.new_empty(b.shape);
        var targetA = gradientA is null ? 0 : (nint)TensorMemory.Address(gradientA);
        var targetB = gradientB is null ? 0 : (nint)TensorMemory.Address(gradientB);
        var factor = T.CreateChecked(scale);
        SharedPhases.Run(
            processes,
            sweep.Work,
            [sweep._a.Packing, sweep._b.Packing, new Phase(sweep._chunks, sweep.AddGrams), Phase.Single(sweep.AddChunks)],
            others => Shared.Sum(others, sweep._grams, 3 * sweep.GramSize),
            [Phase.Single(sweep.Close), new Phase(needed.A || needed.B ? sweep._endTile - sweep._firstTile : 0, Write)]);
        return (tensor(scale * sweep._value, dtype: a.dtype), gradientA, gradientB);

        void Write(int number)
        {
            var tile = sweep._firstTile + number;
            sweep.Differentiate(tile);
            if (targetA != 0)
            {
                sweep._a.WriteGradient(tile, sweep._sumsA, factor, (T*)targetA);
            }

            if (targetB != 0)
            {
                sweep._b.WriteGradient(tile, sweep._sumsB, -factor, (T*)targetB);
            }
        }
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

    private void AddChunks()
    {
        for (var chunk = 1; chunk < _chunks; chunk++)
        {
            for (var i = 0L; i < 3 * GramSize; i++)
            {
                _grams[i] += _grams[(3L * chunk * GramSize) + i];
            }
        }
    }

    // The value, and what the second pass multiplies by.
    private void Close()
    {
        T* pp = _grams, qq = _grams + GramSize, pq = _grams + (2 * GramSize);
        var value = 0.0;
        for (var i = 0; i < _width; i++)
        {
            for (var j = 0; j < _width; j++)
            {
                long at = ((long)i * _width) + j, across = ((long)j * _width) + i;
                value += (double.CreateChecked(pp[at]) * double.CreateChecked(qq[at]))
                    + (double.CreateChecked(pq[at]) * double.CreateChecked(pq[across]));
                if (_factors is not null)
                {
                    _factors[at] = pq[across] + qq[at];
                    _factors[GramSize + at] = pp[at] + pq[at];
                    _factors[(2 * GramSize) + at] = pq[across] - qq[at];
                    _factors[(3 * GramSize) + at] = pp[at] - pq[at];
                }
            }
        }

        _value = value / 2;
    }

    private void Differentiate(int tile)
    {
        using var workspace = new Workspace();
        var (p, q) = ((nint)TakeTile(workspace), (nint)TakeTile(workspace));
        SumAndDifference(tile, (T*)p, (T*)q);
        Multiply(_a, _sumsA, _factors);
        Multiply(_b, _sumsB, _factors + (2 * GramSize));

        void Multiply(TiledRows<T> side, T* sums, T* factors)
        {
            if (sums is not null)
            {
                var (rows, columns) = (TiledRows<T>.Tile, side.PaddedWidth);
                var target = sums + ((long)tile * rows * columns);
                TileProduct.Multiply((T*)p, _width, 1, factors, _width, target, columns, rows, _width, columns, add: false);
                TileProduct.Multiply((T*)q, _width, 1, factors + GramSize, _width, target, columns, rows, _width, columns, add: true);
            }
        }
    }

    private int First(int chunk) => _firstTile + (int)((long)(_endTile - _firstTile) * chunk / _chunks);

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
