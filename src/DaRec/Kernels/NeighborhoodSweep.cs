using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Distributed;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>The divergence of neighbourhoods on the CPU: two visits to each pair of tiles, of which both triangles make use.</summary>
/// <remarks>
/// With e = exp(S/τ), zero on the diagonal, and Z its row sums, the first visit gathers what the value needs,
/// <code>KL_i = Σⱼ e_L[i,j] (S_L − S_C)[i,j]/τ / Z_L[i] − log Z_L[i] + log Z_C[i]</code>
/// and the second adds the gradient G X/(n τ) with the symmetric
/// <code>G[i,j] = e_C[i,j] (1/Z_C[i] + 1/Z_C[j]) − e_L[i,j] (1/Z_L[i] + 1/Z_L[j])</code>
/// Nothing is subtracted from the logits, so that e serves row i and row j alike; |S/τ| is small enough for that. Tiles of e are kept
/// for the second visit while they fit <see cref="KeptBytes"/> and computed again beyond. O(n² (d + e)) time, O(n (d + e)) memory.
/// </remarks>
internal sealed unsafe partial class NeighborhoodSweep<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    /// <summary>Memory for tiles between both visits, about what last-level caches hold.</summary>
    internal const long KeptBytes = 20 << 20;

    private const double Nothing = -1e30; // a logit whose weight is exactly 0

    private readonly TiledRows<T> _collaborative;
    private readonly TiledRows<T> _language;
    private readonly T _inverseTemperature;
    private readonly bool _isWide; // whether sums and exponentials take vectors of 512 bits
    private readonly T* _masks; // 0, or Nothing where rows only fill up a tile
    private readonly T* _normalizers; // Z_C, then 1 / Z_C
    private readonly T* _languageNormalizers; // Z_L, then 1 / Z_L
    private readonly T* _crosses; // Σⱼ e_L (S_L − S_C)/τ
    private readonly T* _sums; // Σⱼ G[i,j] xⱼ; null where no gradient is asked for
    private readonly T* _kept; // e_C and e_L of each pair of tiles; null where they are computed again
    private double _value;

    private NeighborhoodSweep(
        Tensor collaborative, Tensor language, double temperature, bool needsGradient, long keptBytes, bool isWide, Workspace workspace)
    {
        _isWide = isWide;
        _collaborative = new TiledRows<T>(collaborative, workspace);
        _language = new TiledRows<T>(language, workspace);
        _inverseTemperature = T.CreateChecked(1 / temperature);
        var rows = (long)Tiles * Size;
        _masks = workspace.TakeZeros<T>(rows);
        new Span<T>(_masks + Count, (int)rows - Count).Fill(T.CreateChecked(Nothing));
        _normalizers = workspace.TakeZeros<T>(3 * rows); // one message where processes share
        _languageNormalizers = _normalizers + rows;
        _crosses = _languageNormalizers + rows;
        _sums = needsGradient ? workspace.TakeZeros<T>(_collaborative.Elements) : null;
        var elements = (long)Tiles * (Tiles + 1) * TileElements; // two tiles for each of Tiles (Tiles + 1) / 2 pairs
        _kept = needsGradient && elements * sizeof(T) <= keptBytes ? workspace.Take<T>(elements) : null;
    }

    private static int Size => TiledRows<T>.Tile;

    private static int TileElements => Size * Size;

    private int Count => _collaborative.Count;

    private int Tiles => _collaborative.Tiles;

    // The products and exponentials of both visits.
    private long Work
    {
        get
        {
            var pairs = 0.5 * Count * Count;
            var products = _collaborative.PaddedWidth + (double)_language.PaddedWidth;
            var backward = _sums is null ? 0 : (_kept is null ? products : 0) + (2.0 * _collaborative.PaddedWidth);
            return (2 * _collaborative.PackingWork) + _language.PackingWork
                + (long)((_sums is not null && _kept is null ? 4 : 2) * pairs)
                + TileProduct.Nanoseconds<T>(pairs * (products + backward));
        }
    }

    /// <summary>1/n Σᵢ KL(P_L[i] ‖ P_C[i]) and its gradient to the collaborative rows.</summary>
    /// <param name="collaborative">Contiguous, on the CPU, (n, d), of any length.</param>
    /// <param name="language">Contiguous, on the CPU, (n, e), of any length.</param>
    /// <param name="temperature">τ, with e^(1/τ) · n within the element type's range.</param>
    /// <param name="needsGradient">Whether the gradient is computed; null otherwise.</param>
    /// <param name="keptBytes">Memory for tiles that are kept between both visits.</param>
    /// <param name="processes">Who shares the pairs of tiles: the gradient is that of this process's; null computes it whole.</param>
    /// <param name="isWide">Whether exponentials take vectors of 512 bits; null where these are the faster ones.</param>
    public static (Tensor Value, Tensor? Gradient) ValueAndGradient(
        Tensor collaborative,
        Tensor language,
        double temperature,
        bool needsGradient,
        long keptBytes = KeptBytes,
        ICommunicator? processes = null,
        bool? isWide = null)
    {
        using var workspace = new Workspace();
        var sweep = new NeighborhoodSweep<T>(
            collaborative, language, temperature, needsGradient, keptBytes, isWide ?? WideTileProduct.IsUsed, workspace);
        var gradient = needsGradient ? collaborative.new_empty(collaborative.shape) : null;
        var (rows, target) = (sweep._collaborative, gradient is null ? 0 : (nint)TensorMemory.Address(gradient));
        var factor = T.CreateChecked(1 / (sweep.Count * temperature));
        SharedPhases.Run(
            processes,
            sweep.Work,
            [rows.Packing, sweep._language.Packing, TileTournament.Of(sweep.Tiles, sweep.Gather, processes)],
            others => Shared.Sum(others, sweep._normalizers, 3L * sweep.Tiles * Size),
            !needsGradient ? [Phase.Single(sweep.CloseRows)] :
            [
                Phase.Single(sweep.CloseRows),
                TileTournament.Of(sweep.Tiles, sweep.Differentiate, processes),
                new Phase(sweep.Tiles, tile => rows.WriteGradient(tile, sweep._sums, factor, (T*)target)),
            ]);
        return (tensor(sweep._value, dtype: collaborative.dtype), gradient);
    }

    [SkipLocalsInit]
    private void Gather(int i, int j)
    {
        var memory = stackalloc byte[(2 * TileElements * sizeof(T)) + Workspace.Alignment];
        Exponentiate(TilesOf(i, j, memory), i, j, gather: true);
    }

    [SkipLocalsInit]
    private void Differentiate(int i, int j)
    {
        var memory = stackalloc byte[(2 * TileElements * sizeof(T)) + Workspace.Alignment];
        var tiles = TilesOf(i, j, memory);
        if (_kept is null)
        {
            Exponentiate(tiles, i, j, gather: false);
        }

        Combine(tiles, i, j);
        _collaborative.AddWeighted(i, j, tiles, _sums);
    }

    // Where e_C and e_L of a pair of tiles lie, one after the other.
    private T* TilesOf(int i, int j, byte* memory)
    {
        var pair = ((long)i * Tiles) - ((long)i * (i - 1) / 2) + j - i;
        return _kept is null ? (T*)Workspace.Align((nint)memory) : _kept + (2 * pair * TileElements);
    }

    // Both e of a pair of tiles, and the sums over its rows and, off the diagonal, columns.
    // Inlined into its caller, it would not have its exponentials inlined.
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void Exponentiate(T* tiles, int i, int j, bool gather)
    {
        T* ours = tiles, theirs = tiles + TileElements;
        _collaborative.Cosines(i, j, ours);
        _language.Cosines(i, j, theirs);
        if (i == j)
        {
            TiledRows<T>.FillDiagonal(ours, T.CreateTruncating(Nothing));
            TiledRows<T>.FillDiagonal(theirs, T.CreateTruncating(Nothing));
        }

        if (_isWide)
        {
            ExponentiateWide(ours, theirs, i, j, gather);
            return;
        }

        var (lanes, size, both) = (Vector<T>.Count, Size, i != j);
        long rows = (long)i * size, columns = (long)j * size;
        var scale = new Vector<T>(_inverseTemperature);
        for (var r = 0; r < size; r++, ours += size, theirs += size)
        {
            var mask = new Vector<T>(_masks[rows + r]);
            var (sums, languageSums, crosses) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
            for (var c = 0; c < size; c += lanes)
            {
                var at = columns + c;
                var masks = mask + Vector.Load(_masks + at);
                var x = VectorMath.MultiplyAdd(scale, Vector.Load(ours + c), masks);
                var y = VectorMath.MultiplyAdd(scale, Vector.Load(theirs + c), masks);
                var (e, languageE) = (VectorMath.Exp(x), VectorMath.Exp(y));
                e.Store(ours + c);
                languageE.Store(theirs + c);
                if (gather)
                {
                    var cross = languageE * (y - x);
                    sums += e;
                    languageSums += languageE;
                    crosses += cross;
                    if (both)
                    {
                        (Vector.Load(_normalizers + at) + e).Store(_normalizers + at);
                        (Vector.Load(_languageNormalizers + at) + languageE).Store(_languageNormalizers + at);
                        (Vector.Load(_crosses + at) + cross).Store(_crosses + at);
                    }
                }
            }

            if (gather)
            {
                _normalizers[rows + r] += Vector.Sum(sums);
                _languageNormalizers[rows + r] += Vector.Sum(languageSums);
                _crosses[rows + r] += Vector.Sum(crosses);
            }
        }
    }

    // The value, and 1 / Z in place of Z.
    private void CloseRows()
    {
        var sum = 0.0;
        for (var row = 0; row < Count; row++)
        {
            var (ours, theirs) = (double.CreateChecked(_normalizers[row]), double.CreateChecked(_languageNormalizers[row]));
            sum += (double.CreateChecked(_crosses[row]) / theirs) - Math.Log(theirs) + Math.Log(ours);
            _normalizers[row] = T.One / _normalizers[row];
            _languageNormalizers[row] = T.One / _languageNormalizers[row];
        }

        _value = sum / Count;
    }

    // G in place of e_C.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Combine(T* tiles, int i, int j)
    {
        if (_isWide)
        {
            CombineWide(tiles, i, j);
            return;
        }

        T* ours = tiles, theirs = tiles + TileElements;
        var (lanes, size) = (Vector<T>.Count, Size);
        long rows = (long)i * size, columns = (long)j * size;
        for (var r = 0; r < size; r++, ours += size, theirs += size)
        {
            var share = new Vector<T>(_normalizers[rows + r]);
            var languageShare = new Vector<T>(_languageNormalizers[rows + r]);
            for (var c = 0; c < size; c += lanes)
            {
                var at = columns + c;
                var e = Vector.Load(ours + c) * (share + Vector.Load(_normalizers + at));
                (e - (Vector.Load(theirs + c) * (languageShare + Vector.Load(_languageNormalizers + at)))).Store(ours + c);
            }
        }
    }
}
