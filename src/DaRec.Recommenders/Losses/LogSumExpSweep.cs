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
/// Memory: O((b + n) d), at most 16 copies of the candidates' sums, fewer where they exceed <see cref="Workspace.MostCopies"/>, and
/// 48 n logits a thread.
/// </remarks>
internal sealed unsafe class LogSumExpSweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private const int MostParts = 16;

    private readonly TiledRows<T> _anchors;
    private readonly TiledRows<T> _candidates;
    private readonly TiledRows<T> _partners; // of the anchors
    private readonly bool _hasPartners;
    private readonly bool _partnersCount;
    private readonly T[] _weights;
    private readonly T _scale;
    private readonly T* _offsets; // log n, −∞ where rows only fill up a tile; (candidate tiles · Tile)
    private readonly T* _anchorSums; // s w Σⱼ P c; null where no gradient is asked for
    private readonly T* _candidateSums; // s Σᵢ w P a, for each part; null where no gradient is asked for
    private readonly T* _partnerSums; // −s w a; null where no gradient is asked for
    private readonly int _parts;
    private readonly double[] _values; // of each part

    private LogSumExpSweep(in LogSumExpRows rows, double scale, bool normalize, in LogSumExpNeeds needed, Workspace workspace)
    {
        _anchors = new TiledRows<T>(rows.Anchors, workspace, normalize);
        _candidates = new TiledRows<T>(rows.Candidates, workspace, normalize);
        _partners = rows.Partners is null ? _anchors : new TiledRows<T>(rows.Partners, workspace, normalize);
        (_hasPartners, _partnersCount) = (rows.Partners is not null, rows.PartnersCount);
        (_weights, _scale) = (TensorMemory.ToArray<T>(rows.Weights), T.CreateChecked(scale));
        _parts = Workspace.Parts(Math.Clamp(_anchors.Tiles / 4, 1, MostParts), CandidateElements * sizeof(T));
        _values = new double[_parts];
        _offsets = workspace.TakeZeros<T>((long)_candidates.Tiles * Size);
        if (rows.LogCounts is not null)
        {
            TensorMemory.ToArray<T>(rows.LogCounts).CopyTo(new Span<T>(_offsets, _candidates.Count));
        }

        new Span<T>(_offsets + _candidates.Count, (_candidates.Tiles * Size) - _candidates.Count).Fill(T.NegativeInfinity);
        _anchorSums = needed.Anchors ? workspace.TakeZeros<T>(_anchors.Elements) : null;
        _partnerSums = needed.Partners ? workspace.Take<T>(_partners.Elements) : null;
        _candidateSums = needed.Candidates ? workspace.TakeZeros<T>(_parts * CandidateElements) : null;
    }

    private static int Size => TiledRows<T>.Tile;

    private static int TileElements => Size * Size;

    private int TileWidth => Size * _anchors.PaddedWidth;

    private long CandidateElements => (long)_candidates.Tiles * TileWidth;

    private long Work
    {
        get
        {
            var (pairs, products) = ((double)_anchors.Count * _candidates.Count, _anchorSums is null ? 1 : 2);
            return (3 * _anchors.PackingWork) + (2 * _candidates.PackingWork) + (long)(2 * pairs)
                + TileProduct.Nanoseconds<T>(pairs * _anchors.PaddedWidth * (products + (_candidateSums is null ? 0 : 1)));
        }
    }

    /// <summary>The value, and the gradients that are needed.</summary>
    /// <param name="rows">What is compared.</param>
    /// <param name="scale">s.</param>
    /// <param name="normalize">Whether rows are taken at unit length.</param>
    /// <param name="needed">Which gradients are computed.</param>
    public static (Tensor Value, Tensor? OfAnchors, Tensor? OfCandidates, Tensor? OfPartners) Run(
        LogSumExpRows rows, double scale, bool normalize, LogSumExpNeeds needed)
    {
        using var workspace = new Workspace();
        var sweep = new LogSumExpSweep<T>(rows, scale, normalize, needed, workspace);
        var ofAnchors = needed.Anchors ? rows.Anchors.new_empty(rows.Anchors.shape) : null;
        var ofCandidates = needed.Candidates ? rows.Candidates.new_empty(rows.Candidates.shape) : null;
        var ofPartners = needed.Partners ? rows.Anchors.new_empty(rows.Anchors.shape) : null;
        TorchThreads.Run(
            sweep.Work,
            sweep._anchors.Packing,
            sweep._candidates.Packing,
            sweep._hasPartners ? sweep._partners.Packing : default,
            new Phase(sweep._parts, part => sweep._values[part] = sweep.SweepPart(part)),
            new Phase(needed.Candidates ? sweep._candidates.Tiles : 0, sweep.JoinParts),
            Writing(sweep._anchors, sweep._anchorSums, ofAnchors),
            Writing(sweep._candidates, sweep._candidateSums, ofCandidates),
            Writing(sweep._partners, sweep._partnerSums, ofPartners));
        return (tensor(sweep._values.Sum(), dtype: rows.Anchors.dtype), ofAnchors, ofCandidates, ofPartners);
    }

    private static Phase Writing(TiledRows<T> rows, T* sums, Tensor? gradient)
    {
        var (source, target) = ((nint)sums, gradient is null ? 0 : (nint)TensorMemory.Address(gradient));
        return target == 0 ? default : new Phase(rows.Tiles, tile => rows.WriteGradient(tile, (T*)source, T.One, (T*)target));
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
        T* largest = stackalloc T[Size], factors = stackalloc T[Size], shares = stackalloc T[Size];
        new Span<T>(largest, Size).Fill(T.NegativeInfinity);
        for (var j = 0; j < _candidates.Tiles; j++)
        {
            _anchors.Products(tile, _candidates, j, logits + ((long)j * TileElements));
            LogitTile.Scale(logits + ((long)j * TileElements), _scale, _offsets + (j * Size), largest);
        }

        new Span<T>(shares, Size).Clear(); // of partners, first logits, then P
        new Span<T>(factors, Size).Clear();
        if (_partnersCount)
        {
            PartnerLogits(tile, shares, largest);
        }

        for (var j = 0; j < _candidates.Tiles; j++)
        {
            LogitTile.Exponentiate(logits + ((long)j * TileElements), largest, factors);
        }

        var value = 0.0;
        for (var r = 0; r < Size; r++)
        {
            var row = (tile * Size) + r;
            var partner = _partnersCount ? T.Exp(shares[r] - largest[r]) : T.Zero;
            var sum = factors[r] + partner;
            var weight = row < _anchors.Count ? _weights[row] : T.Zero; // what fills up the tile counts nothing
            value += double.CreateTruncating(weight) * (double.CreateTruncating(largest[r]) + Math.Log(double.CreateTruncating(sum)));
            (factors[r], shares[r]) = (weight * _scale / sum, partner / sum);
        }

        AddGradients(tile, part, logits, scaled, factors);
        return _hasPartners ? value + AddPartners(tile, shares) : value;
    }

    // Of each row of a tile, and the largest of each row with it.
    private void PartnerLogits(int tile, T* logits, T* largest)
    {
        var width = _anchors.PaddedWidth;
        for (var r = 0; r < Math.Min(Size, _anchors.Count - (tile * Size)); r++)
        {
            var at = (long)((tile * Size) + r) * width;
            logits[r] = _scale * PartnerTerm.Product(_anchors.Rows(0) + at, _partners.Rows(0) + at, width);
            largest[r] = T.Max(largest[r], logits[r]);
        }
    }

    private double AddPartners(int tile, T* shares)
    {
        var (value, width, end) = (0.0, _anchors.PaddedWidth, Math.Min((tile + 1) * Size, _anchors.Count));
        for (var row = tile * Size; row < end; row++)
        {
            var at = (long)row * width;
            value += PartnerTerm.Add(
                _anchors.Rows(0) + at,
                _partners.Rows(0) + at,
                _weights[row] * _scale,
                shares[row - (tile * Size)],
                width,
                _anchorSums is null ? null : _anchorSums + at,
                _partnerSums is null ? null : _partnerSums + at);
        }

        return value;
    }

    private void AddGradients(int tile, int part, T* exponentials, T* scaled, T* factors)
    {
        var width = _anchors.PaddedWidth;
        if (_candidateSums is not null)
        {
            LogitTile.ScaleRows(_anchors.Rows(tile), factors, scaled, width);
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
            LogitTile.ScaleRows(sums, factors, sums, width);
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
