using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Rows of a matrix, mostly at unit length, as <see cref="TileProduct"/> reads them: in tiles of equally many rows.</summary>
/// <remarks>
/// The last tile is filled up with zero rows. Rows lie there twice, row by row and, tile by tile, column by column: 2 n d elements.
/// At unit length a zero row stays zero and gets no gradient.
/// </remarks>
internal readonly unsafe struct TiledRows<T>
    where T : unmanaged, IFloatingPointIeee754<T>
{
    private readonly T* _rows; // (Tiles · Tile, PaddedWidth)
    private readonly T* _columns; // (Tiles, Width, Tile)
    private readonly T* _inverseLengths; // (Tiles · Tile)
    private readonly bool _areUnit;

    /// <summary>Copies the rows of a contiguous CPU matrix (n, d) into the workspace, at unit length or as they are.</summary>
    public TiledRows(Tensor rows, Workspace workspace, bool normalize = true)
    {
        _areUnit = normalize;
        (Count, Width) = (checked((int)rows.size(0)), checked((int)rows.size(1)));
        PaddedWidth = RoundUp(Width, TileProduct.ColumnsTogether<T>());
        Tiles = (Count + Tile - 1) / Tile;
        _rows = workspace.Take<T>((long)Tiles * Tile * PaddedWidth);
        _columns = workspace.Take<T>((long)Tiles * Tile * Width);
        _inverseLengths = workspace.Take<T>((long)Tiles * Tile);
        var (packed, source) = (this, (nint)TensorMemory.Address(rows));
        TorchThreads.For(Tiles, tile => packed.Pack(tile, (T*)source));
    }

    /// <summary>Rows of a tile. A tile of pairs in float32 takes 9 KB of a core's first-level cache.</summary>
    public static int Tile => TileProduct.RowsTogether * Math.Max(8, Vector<T>.Count);

    /// <summary>n.</summary>
    public int Count { get; }

    /// <summary>d.</summary>
    public int Width { get; }

    /// <summary>d, rounded up to what a product computes at a time.</summary>
    public int PaddedWidth { get; }

    /// <summary>Number of tiles.</summary>
    public int Tiles { get; }

    /// <summary>The rows of a tile, (Tile, PaddedWidth).</summary>
    public T* Rows(int tile) => _rows + ((long)tile * Tile * PaddedWidth);

    /// <summary>Whether this row is zero: it has no direction.</summary>
    public bool IsZero(int row) => _inverseLengths[row] == T.Zero;

    /// <summary>Sets the diagonal of a tile of pairs.</summary>
    public static void FillDiagonal(T* tile, T value)
    {
        for (var r = 0; r < Tile; r++)
        {
            tile[r * (Tile + 1)] = value;
        }
    }

    /// <summary>Cosines of the rows of tile i with those of tile j, (Tile, Tile).</summary>
    public void Cosines(int i, int j, T* result) => Products(i, this, j, result);

    /// <summary>Inner products of the rows of tile i with those of tile j of rows of the same width, (Tile, Tile).</summary>
    public void Products(int i, in TiledRows<T> others, int j, T* result) => TileProduct.Multiply(
        Rows(i), PaddedWidth, 1, others._columns + ((long)j * Tile * Width), Tile, result, Tile, Tile, Width, Tile, add: false);

    /// <summary>sums[i] += W X[j], and sums[j] += Wᵀ X[i] where i ≠ j, with sums laid out as the rows are.</summary>
    public void AddWeighted(int i, int j, T* weights, T* sums)
    {
        var (size, width) = ((long)Tile * PaddedWidth, PaddedWidth);
        TileProduct.Multiply(weights, Tile, 1, Rows(j), width, sums + (i * size), width, Tile, Tile, width, add: true);
        if (i != j)
        {
            TileProduct.Multiply(weights, 1, Tile, Rows(i), width, sums + (j * size), width, Tile, Tile, width, add: true);
        }
    }

    /// <summary>The gradient to the matrix, a new tensor (n, d), where factor · sums is the one to the rows here.</summary>
    /// <remarks><code>∂/∂x = (I − x̂ x̂ᵀ) g / ‖x‖</code> for unit rows.</remarks>
    public Tensor Gradient(T* sums, double factor, Tensor like)
    {
        var gradient = empty_like(like);
        var (rows, scale, target) = (this, T.CreateChecked(factor), (nint)TensorMemory.Address(gradient));
        var source = (nint)sums;
        TorchThreads.For(Tiles, tile => rows.Project(tile, (T*)source, scale, (T*)target));
        return gradient;
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int tile, T* source)
    {
        var columns = _columns + ((long)tile * Tile * Width);
        for (var r = 0; r < Tile; r++)
        {
            var number = (tile * Tile) + r;
            var row = _rows + ((long)number * PaddedWidth);
            new Span<T>(row, PaddedWidth).Clear();
            if (number < Count)
            {
                new ReadOnlySpan<T>(source + ((long)number * Width), Width).CopyTo(new Span<T>(row, Width));
            }

            _inverseLengths[number] = _areUnit ? Normalize(row) : T.One;
            for (var column = 0; column < Width; column++)
            {
                columns[(column * Tile) + r] = row[column];
            }
        }
    }

    // Scaled to a largest element of 1 first: squares of very short or long rows would vanish or overflow.
    private T Normalize(T* row)
    {
        var lanes = Vector<T>.Count;
        var largest = Vector<T>.Zero;
        for (var c = 0; c < PaddedWidth; c += lanes)
        {
            largest = Vector.Max(largest, Vector.Abs(Vector.Load(row + c)));
        }

        var most = VectorMath.Largest(largest);
        if (most == T.Zero)
        {
            return T.Zero;
        }

        var unit = new Vector<T>(most);
        var squares = Vector<T>.Zero;
        for (var c = 0; c < PaddedWidth; c += lanes)
        {
            var scaled = Vector.Load(row + c) / unit;
            scaled.Store(row + c);
            squares += scaled * scaled;
        }

        var inverse = T.One / T.Sqrt(Vector.Sum(squares));
        for (var c = 0; c < PaddedWidth; c += lanes)
        {
            (Vector.Load(row + c) * inverse).Store(row + c);
        }

        return inverse / most;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Project(int tile, T* sums, T factor, T* target)
    {
        var lanes = Vector<T>.Count;
        for (var number = tile * Tile; number < Math.Min((tile + 1) * Tile, Count); number++)
        {
            T* row = _rows + ((long)number * PaddedWidth), sum = sums + ((long)number * PaddedWidth);
            var radial = Vector<T>.Zero;
            for (var c = 0; c < PaddedWidth; c += lanes)
            {
                radial += Vector.Load(row + c) * Vector.Load(sum + c);
            }

            var along = new Vector<T>(_areUnit ? Vector.Sum(radial) : T.Zero);
            var scale = new Vector<T>(factor * _inverseLengths[number]);
            for (var c = 0; c < PaddedWidth; c += lanes)
            {
                ((Vector.Load(sum + c) - (along * Vector.Load(row + c))) * scale).Store(sum + c);
            }

            new ReadOnlySpan<T>(sum, Width).CopyTo(new Span<T>(target + ((long)number * Width), Width));
        }
    }
}
