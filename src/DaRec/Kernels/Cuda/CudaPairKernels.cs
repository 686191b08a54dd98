using System.Collections.Concurrent;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Kernels.Cuda;

/// <summary>The terms over all pairs by kernels of our own, pairs.cu, on one NVIDIA GPU: a handful of launches for value and gradient.</summary>
/// <remarks>
/// Rows of float32, at most <see cref="WidestRow"/> wide; others are left to libtorch's operators. Products are as exact as float32. Memory:
/// O(n d), and as much again for each split of the columns, of which there are more than one where few rows leave the device idle.
/// </remarks>
internal sealed class CudaPairKernels : IPairKernels
{
    /// <summary>Most columns of a row.</summary>
    public const int WidestRow = 128;

    private const int Warps = 4; // of a block, each with 16 rows or twice as many
    private const int TileRows = 64;
    private const int BlocksOfMultiprocessor = 4;

    private static readonly ConcurrentDictionary<int, CudaPairKernels?> OfDevices = new();

    private readonly CudaModule _module;

    private CudaPairKernels(CudaModule module) => _module = module;

    /// <summary>The kernels of the device on which a tensor lies; null where there are none.</summary>
    public static CudaPairKernels? For(Tensor tensor) => tensor.device_type != DeviceType.CUDA
        ? null
        : OfDevices.GetOrAdd(
            tensor.device_index,
            static number => CudaModule.Create(number, "pairs", new Version(8, 0)) is { } module ? new CudaPairKernels(module) : null); // tf32

    public bool Takes(params ReadOnlySpan<Tensor> rows)
    {
        foreach (var one in rows)
        {
            if (one.dtype != ScalarType.Float32 || one.size(1) > WidestRow || one.size(0) > int.MaxValue || one.numel() == 0)
            {
                return false;
            }
        }

        return true;
    }

    public (Tensor Value, Tensor Gradient) Uniformity(Tensor rows, double temperature, bool distinctPairs)
    {
        using var scope = NewDisposeScope();
        var (n, t) = (rows.size(0), (float)temperature);
        var squares = rows.new_empty([n]); // −t ‖x‖²
        var (units, lengths) = Unit(rows.contiguous(), squares, -t);
        var (logarithms, means) = Attend(units, units, 2 * t, squares, squares, distinctPairs, weighs: true);
        var (value, total, gradient) = (rows.new_empty([]), rows.new_empty([]), rows.new_empty(rows.shape));
        var pairs = distinctPairs ? n * (n - 1.0) : n * (double)n;
        _module.Launch("logTotal", (1, 1), 1024, new LogTotal(Of(logarithms), Of(value), Of(total), n, -Math.Log(pairs)));
        _module.Launch("ofUniformity", RowBlocks(n), 32 * Warps, new UniformityGradient(
            Of(units), Of(lengths), Of(means!), Of(logarithms), Of(total), Of(gradient), 4 * t, (int)n, (int)rows.size(1)));
        return (value.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    public (Tensor Value, Tensor Gradient) Neighborhood(Tensor collaborative, Tensor language, double temperature)
    {
        using var scope = NewDisposeScope();
        var (n, scale) = (collaborative.size(0), (float)(1 / temperature));
        var (units, lengths) = Unit(collaborative.contiguous());
        var (texts, _) = Unit(language.contiguous());
        var (logarithms, _) = Attend(units, units, scale, null, null, skipsDiagonal: true, weighs: false);
        var (textLogarithms, _) = Attend(texts, texts, scale, null, null, skipsDiagonal: true, weighs: false);
        var (width, textWidth) = (Padded(units), Math.Max(64, Padded(texts)));
        var tile = width + textWidth > 160 ? TileRows / 2 : TileRows; // as the instances in pairs.cu
        var (grid, tilesOfSplit) = Split(n, 16 * Warps, n, tile);
        var sums = collaborative.new_empty([grid.Y, n, units.size(1)]);
        var values = collaborative.new_empty([grid.Y, n]);
        _module.Launch($"diverge{width}_{textWidth}", grid, 32 * Warps, new Divergence(
            Of(units), Of(texts), Of(logarithms), Of(textLogarithms), Of(sums), Of(values),
            scale, (int)n, (int)units.size(1), (int)texts.size(1), tilesOfSplit));
        var value = Sum(values, 1.0 / n);
        var gradient = Backward(sums, units, lengths, scale / n);
        return (value.MoveToOuterDisposeScope(), gradient.MoveToOuterDisposeScope());
    }

    public LogSumExpResult LogSumExp(
        Tensor anchors, Tensor candidates, Tensor? partners, Tensor weights, double scale, Tensor? counts, bool normalize)
    {
        using var scope = NewDisposeScope();
        var (b, s) = (anchors.size(0), (float)scale);
        var (a, lengths) = Rows(anchors);
        var (c, candidateLengths) = Rows(candidates);
        var (p, partnerLengths) = partners is null ? (null, null) : Rows(partners);
        weights = weights.to(ScalarType.Float32).contiguous();
        var logCounts = counts?.to(ScalarType.Float32).log().contiguous();
        var (logarithms, means) = Attend(a, c, s, logCounts, null, skipsDiagonal: false, weighs: true);

        var (values, ofAnchors, ofPartners) = (a.new_empty([b]), a.new_empty(a.shape), p?.new_empty(a.shape));
        _module.Launch("ofAnchors", RowBlocks(b), 32 * Warps, new Anchors(
            Of(a), Of(lengths), Of(p), Of(partnerLengths), Of(means), Of(logarithms), Of(weights),
            Of(values), Of(ofAnchors), Of(ofPartners), s, (int)b, (int)a.size(1)));

        var (grid, tilesOfSplit) = Split(c.size(0), RowsOfBlock(c), b, TileRows);
        var sums = c.new_empty([grid.Y, c.size(0), c.size(1)]);
        _module.Launch($"spread{Padded(c)}", grid, 32 * Warps, new Spreading(
            Of(c), Of(a), Of(logCounts), Of(logarithms), Of(weights), Of(sums),
            s, (int)c.size(0), (int)b, (int)c.size(1), tilesOfSplit));
        return new LogSumExpResult(
            Sum(values, 1).MoveToOuterDisposeScope(),
            ofAnchors.MoveToOuterDisposeScope(),
            Backward(sums, c, candidateLengths, s).MoveToOuterDisposeScope(),
            ofPartners?.MoveToOuterDisposeScope());

        (Tensor, Tensor?) Rows(Tensor rows) => normalize ? Unit(rows.contiguous()) : (rows.contiguous(), null);
    }

    private static nint Of(Tensor? tensor) => DeviceMemory.Address(tensor);

    private static int Padded(Tensor rows) => rows.size(1) <= 32 ? 32 : rows.size(1) <= 64 ? 64 : WidestRow;

    private static int RowsOfBlock(Tensor rows) => Warps * (Padded(rows) == 32 ? 32 : 16); // as the instances in pairs.cu

    private static (int X, int Y) RowBlocks(long rows) => ((int)((rows + Warps - 1) / Warps), 1); // a warp a row

    // Blocks for rows, and for the tiles of columns: so many that all multiprocessors have work, and each split has about as much.
    private ((int X, int Y) Grid, int TilesOfSplit) Split(long rows, int rowsOfBlock, long columns, int tile)
    {
        var (blocks, tiles) = ((rows + rowsOfBlock - 1) / rowsOfBlock, (columns + tile - 1) / tile);
        var tilesOfSplit = Math.Clamp(blocks * tiles / (BlocksOfMultiprocessor * _module.Multiprocessors), 1, tiles);
        return (((int)blocks, (int)((tiles + tilesOfSplit - 1) / tilesOfSplit)), (int)tilesOfSplit);
    }

    private (Tensor Units, Tensor Lengths) Unit(Tensor rows, Tensor? squares = null, float constant = 0)
    {
        var (units, lengths) = (rows.new_empty(rows.shape), rows.new_empty([rows.size(0)]));
        _module.Launch("unitRows", RowBlocks(rows.size(0)), 32 * Warps, new Lengthening(
            Of(rows), Of(units), Of(lengths), Of(squares),
            (float)Internal.Rows.Shortest(ScalarType.Float32), constant, (int)rows.size(0), (int)rows.size(1)));
        return (units, lengths);
    }

    private (Tensor Logarithms, Tensor? Means) Attend(
        Tensor rows, Tensor columns, float scale, Tensor? bias, Tensor? rowBias, bool skipsDiagonal, bool weighs)
    {
        var (n, d) = (rows.size(0), rows.size(1));
        var (grid, tilesOfSplit) = Split(n, RowsOfBlock(rows), columns.size(0), TileRows);
        var (largest, sums) = (rows.new_empty([grid.Y, n]), rows.new_empty([grid.Y, n]));
        var weighted = weighs ? rows.new_empty([grid.Y, n, d]) : null;
        _module.Launch($"{(weighs ? "attend" : "measure")}{Padded(rows)}", grid, 32 * Warps, new Attention(
            Of(rows), Of(columns), Of(bias), Of(largest), Of(sums), Of(weighted),
            scale, (int)n, (int)columns.size(0), (int)d, tilesOfSplit, skipsDiagonal ? 1 : 0));
        var (logarithms, means) = (rows.new_empty([n]), weighs ? rows.new_empty(rows.shape) : null);
        _module.Launch("joinSplits", RowBlocks(n), 32 * Warps, new Joining(
            Of(largest), Of(sums), Of(weighted), Of(rowBias), Of(logarithms), Of(means), grid.Y, (int)n, (int)d));
        return (logarithms, means);
    }

    private Tensor Sum(Tensor numbers, double factor)
    {
        var result = numbers.new_empty([]);
        _module.Launch("total", (1, 1), 1024, new Total(Of(numbers), Of(result), numbers.numel(), factor));
        return result;
    }

    private Tensor Backward(Tensor sums, Tensor rows, Tensor? lengths, float factor)
    {
        var result = rows.new_empty(rows.shape);
        _module.Launch("ofSums", RowBlocks(rows.size(0)), 32 * Warps, new SumsGradient(
            Of(sums), Of(rows), Of(lengths), Of(result), factor, (int)sums.size(0), (int)rows.size(0), (int)rows.size(1)));
        return result;
    }
}
