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
    private readonly T* _source; // (Count, Width)
    private readonly bool _areUnit;

    /// <summary>Takes room in the workspace for the rows of a contiguous CPU matrix (n, d), which <see cref="Packing"/> copies.</summary>
    /// <param name="rows">The matrix; it has to live as long as this.</param>
    /// <param name="workspace">Owns the memory.</param>
    /// <param name="normalize">Whether rows are brought to unit length.</param>
    public TiledRows(Tensor rows, Workspace workspace, bool normalize = true)
    {
        _areUnit = normalize;
        (Count, Width) = (checked((int)rows.size(0)), checked((int)rows.size(1)));
        PaddedWidth = RoundUp(Width, TileProduct.ColumnsTogether<T>());
        Tiles = (Count + Tile - 1) / Tile;
        _rows = workspace.Take<T>(Elements);
        _columns = workspace.Take<T>((long)Tiles * Tile * Width);
        _inverseLengths = workspace.Take<T>((long)Tiles * Tile);
        _source = (T*)TensorMemory.Address(rows);
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

    /// <summary>Elements of sums that are laid out as the rows are.</summary>
    public long Elements => (long)Tiles * Tile * PaddedWidth;

    /// <summary>The step that copies the rows; all else comes after it.</summary>
    public Phase Packing => new(Tiles, Pack);

    /// <summary>Nanoseconds that one core takes to copy the rows, or to write their gradient.</summary>
    public long PackingWork => 2 * Elements;

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

    /// <summary>The gradient to a tile's rows of the matrix, where factor · sums is the one to the rows here.</summary>
    /// <remarks><code>∂/∂x = (I − x̂ x̂ᵀ) g / ‖x‖</code> for unit rows.</remarks>
    /// <param name="tile">The tile.</param>
    /// <param name="sums">Laid out as the rows are; overwritten.</param>
    /// <param name="factor">The factor.</param>
    /// <param name="target">The gradient to the whole matrix, (n, d).</param>
    public void WriteGradient(int tile, T* sums, T factor, T* target)
    {
        for (var number = tile * Tile; number < Math.Min((tile + 1) * Tile, Count); number++)
        {
            T* row = _rows + ((long)number * PaddedWidth), sum = sums + ((long)number * PaddedWidth);
            if (_areUnit)
            {
                UnitRow.Project(row, sum, PaddedWidth, factor * _inverseLengths[number]);
            }
            else
            {
                Scale(sum, PaddedWidth, factor);
            }

            new ReadOnlySpan<T>(sum, Width).CopyTo(new Span<T>(target + ((long)number * Width), Width));
        }
    }

    private static int RoundUp(int value, int unit) => (value + unit - 1) / unit * unit;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Pack(int tile)
    {
        var columns = _columns + ((long)tile * Tile * Width);
        for (var r = 0; r < Tile; r++)
        {
            var number = (tile * Tile) + r;
            var row = _rows + ((long)number * PaddedWidth);
            new Span<T>(row, PaddedWidth).Clear();
            if (number < Count)
            {
                new ReadOnlySpan<T>(_source + ((long)number * Width), Width).CopyTo(new Span<T>(row, Width));
            }

            _inverseLengths[number] = _areUnit ? UnitRow.Normalize(row, PaddedWidth) : T.One;
            for (var column = 0; column < Width; column++)
            {
                columns[(column * Tile) + r] = row[column];
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Scale(T* row, int width, T factor)
    {
        for (var c = 0; c < width; c += Vector<T>.Count)
        {
            (Vector.Load(row + c) * factor).Store(row + c);
        }
    }
}
