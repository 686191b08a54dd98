using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using DaRec.Kernels;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary><see cref="LogSumExp"/> on the CPU: a tile of anchors meets all candidates and keeps its exponentials for gradients.</summary>
/// <remarks>
/// Logits of a tile of anchors lie in some megabytes of a thread's own, first as they are, then as exponentials of what each lies
/// below its row's largest. Gradients of candidates are summed in parts of anchors and then over the parts: the cut depends on the
/// sizes alone, so that results do not depend on the number of threads. A tile costs three products and one exponential a pair.
/// </remarks>
internal sealed unsafe class LogSumExpSweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostParts = 16;

    private readonly TiledRows<T> _anchors;
    private readonly TiledRows<T> _candidates;
    private readonly T[] _weights;
    private readonly T _scale;
    private readonly T* _offsets; // log n, −∞ where rows only fill up a tile; (candidate tiles · Tile)
    private readonly T* _anchorSums; // s w Σⱼ P c; null where no gradient is asked for
    private readonly T* _candidateSums; // s Σᵢ w P a, for each part; null where no gradient is asked for
    private readonly int _parts;

    private LogSumExpSweep(
        Tensor anchors,
        Tensor candidates,
        T[] weights,
        T[]? logCounts,
        double scale,
        bool normalize,
        (bool Anchors, bool Candidates) needed,
        Workspace workspace)
    {
        _anchors = new TiledRows<T>(anchors, workspace, normalize);
        _candidates = new TiledRows<T>(candidates, workspace, normalize);
        (_weights, _scale) = (weights, T.CreateChecked(scale));
        _parts = Math.Clamp(_anchors.Tiles / 4, 1, MostParts);
        _offsets = workspace.TakeZeros<T>((long)_candidates.Tiles * Size);
        logCounts?.CopyTo(new Span<T>(_offsets, logCounts.Length));
        new Span<T>(_offsets + _candidates.Count, (_candidates.Tiles * Size) - _candidates.Count).Fill(T.NegativeInfinity);
        _anchorSums = needed.Anchors ? workspace.TakeZeros<T>((long)_anchors.Tiles * TileWidth) : null;
        _candidateSums = needed.Candidates ? workspace.TakeZeros<T>(_parts * CandidateElements) : null;
    }

    private static int Size => TiledRows<T>.Tile;

    private static int TileElements => Size * Size;

    private int TileWidth => Size * _anchors.PaddedWidth;

    private long CandidateElements => (long)_candidates.Tiles * TileWidth;

    /// <summary>The value, and the gradients that are needed.</summary>
    /// <param name="anchors">Contiguous, on the CPU, (b, d).</param>
    /// <param name="candidates">Contiguous, on the CPU, (n, d).</param>
    /// <param name="weights">w.</param>
    /// <param name="logCounts">log n; null for zeros.</param>
    /// <param name="scale">s.</param>
    /// <param name="normalize">Whether rows are taken at unit length.</param>
    /// <param name="needed">Which gradients are computed.</param>
    public static (Tensor Value, Tensor? OfAnchors, Tensor? OfCandidates) Run(
        Tensor anchors,
        Tensor candidates,
        T[] weights,
        T[]? logCounts,
        double scale,
        bool normalize,
        (bool Anchors, bool Candidates) needed)
    {
        using var workspace = new Workspace();
        var sweep = new LogSumExpSweep<T>(anchors, candidates, weights, logCounts, scale, normalize, needed, workspace);
        var values = new double[sweep._parts];
        TorchThreads.For(sweep._parts, part => values[part] = sweep.SweepPart(part));
        var value = tensor(values.Sum(), dtype: anchors.dtype);
        if (needed.Candidates)
        {
            TorchThreads.For(sweep._candidates.Tiles, sweep.JoinParts);
        }

        return (
            value,
            needed.Anchors ? sweep._anchors.Gradient(sweep._anchorSums, 1, anchors) : null,
            needed.Candidates ? sweep._candidates.Gradient(sweep._candidateSums, 1, candidates) : null);
    }

    private double SweepPart(int part)
    {
        using var workspace = new Workspace();
        var memory = workspace.Take<T>(((long)_candidates.Tiles * TileElements) + TileWidth);
        var value = 0.0;
        for (var tile = Bound(part); tile < Bound(part + 1); tile++)
        {
            value += SweepTile(tile, part, memory, memory + ((long)_candidates.Tiles * TileElements));
        }

        return value;

        int Bound(int number) => (int)((long)_anchors.Tiles * number / _parts);
    }

    // logits: a tile for each tile of candidates; scaled: the anchors times what their gradients share.
    [SkipLocalsInit]
    private double SweepTile(int tile, int part, T* logits, T* scaled)
    {
        T* largest = stackalloc T[Size], factors = stackalloc T[Size];
        new Span<T>(largest, Size).Fill(T.NegativeInfinity);
        for (var j = 0; j < _candidates.Tiles; j++)
        {
            _anchors.Products(tile, _candidates, j, logits + ((long)j * TileElements));
            Scale(logits + ((long)j * TileElements), _offsets + (j * Size), largest);
        }

        new Span<T>(factors, Size).Clear();
        for (var j = 0; j < _candidates.Tiles; j++)
        {
            Exponentiate(logits + ((long)j * TileElements), largest, factors);
        }

        var value = 0.0;
        for (var r = 0; r < Size; r++)
        {
            var (row, sum) = ((tile * Size) + r, factors[r]);
            var weight = row < _anchors.Count ? _weights[row] : T.Zero; // what fills up the tile counts nothing
            value += double.CreateTruncating(weight) * (double.CreateTruncating(largest[r]) + Math.Log(double.CreateTruncating(sum)));
            factors[r] = weight * _scale / sum;
        }

        AddGradients(tile, part, logits, scaled, factors);
        return value;
    }

    private void AddGradients(int tile, int part, T* exponentials, T* scaled, T* factors)
    {
        var width = _anchors.PaddedWidth;
        if (_candidateSums is not null)
        {
            ScaleRows(_anchors.Rows(tile), factors, scaled, width);
        }

        T* sums = _anchorSums + ((long)tile * TileWidth), candidateSums = _candidateSums + (part * CandidateElements);
        for (var j = 0; j < _candidates.Tiles; j++)
        {
            var weights = exponentials + ((long)j * TileElements);
            if (_anchorSums is not null)
            {
                TileProduct.Multiply(weights, Size, 1, _candidates.Rows(j), width, sums, width, Size, Size, width, add: true);
            }

            if (_candidateSums is not null)
            {
                var target = candidateSums + ((long)j * TileWidth);
                TileProduct.Multiply(weights, 1, Size, scaled, width, target, width, Size, Size, width, add: true);
            }
        }

        if (_anchorSums is not null)
        {
            ScaleRows(sums, factors, sums, width);
        }
    }

    // s x + log n in place, and the largest of each row.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Scale(T* logits, T* offsets, T* largest)
    {
        var (lanes, size, scale) = (Vector<T>.Count, Size, new Vector<T>(_scale));
        for (var r = 0; r < size; r++, logits += size)
        {
            var most = new Vector<T>(largest[r]);
            for (var c = 0; c < size; c += lanes)
            {
                var logit = VectorMath.MultiplyAdd(scale, Vector.Load(logits + c), Vector.Load(offsets + c));
                logit.Store(logits + c);
                most = Vector.Max(most, logit);
            }

            largest[r] = VectorMath.Largest(most);
        }
    }

    // exp(logit − largest) in place, and the sums of rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Exponentiate(T* logits, T* largest, T* sums)
    {
        var (lanes, size) = (Vector<T>.Count, Size);
        for (var r = 0; r < size; r++, logits += size)
        {
            var (top, sum) = (new Vector<T>(largest[r]), Vector<T>.Zero);
            for (var c = 0; c < size; c += lanes)
            {
                var e = VectorMath.Exp(Vector.Load(logits + c) - top);
                e.Store(logits + c);
                sum += e;
            }

            sums[r] += Vector.Sum(sum);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ScaleRows(T* rows, T* factors, T* result, int width)
    {
        for (var r = 0; r < Size; r++, rows += width, result += width)
        {
            var factor = new Vector<T>(factors[r]);
            for (var c = 0; c < width; c += Vector<T>.Count)
            {
                (Vector.Load(rows + c) * factor).Store(result + c);
            }
        }
    }

    // The parts' sums into the first part's.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void JoinParts(int tile)
    {
        var target = _candidateSums + ((long)tile * TileWidth);
        for (var part = 1; part < _parts; part++)
        {
            var source = target + (part * CandidateElements);
            for (var c = 0; c < TileWidth; c += Vector<T>.Count)
            {
                (Vector.Load(target + c) + Vector.Load(source + c)).Store(target + c);
            }
        }
    }
}
