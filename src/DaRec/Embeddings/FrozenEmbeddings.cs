using DaRec.Embeddings.Files;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Embeddings;

/// <summary>A table of text embeddings, n rows of width e, that is read and never trained.</summary>
/// <remarks>
/// It is not a module: it holds no parameter and is in no state dict. The tensors that it returns have no gradient, and the caller disposes
/// them. Several threads may read at once. Dispose it after the last read.
/// </remarks>
/// <example>
/// <code>
/// using var texts = FrozenEmbeddings.Open("item_emb.npy");       // memory-mapped; or FromTensor, FromArray
/// texts.Check().EnsureClean();                                   // names rows with NaN or zeros
/// using var aligner = new DaRecAligner(width: 32, interactions, itemTexts: texts);
/// </code>
/// </example>
public sealed partial class FrozenEmbeddings : IDisposable
{
    private readonly EmbeddingRows _table;
    private bool _isDisposed;

    private FrozenEmbeddings(
        EmbeddingRows table, double varianceKept = 1, string? path = null, EmbeddingManifest? manifest = null) =>
        (_table, VarianceKept, Path, Manifest) = (table, varianceKept, path, manifest);

    /// <summary>Number of rows n, ≥ 1.</summary>
    public long Count => _table.Count;

    /// <summary>Width e of a row, ≥ 1.</summary>
    public int Width => _table.Width;

    /// <summary>Device of the table, and of results unless another is given; the CPU for a file.</summary>
    public Device Device => _table.Device;

    /// <summary>Share of the full table's variance that a projection keeps, in [0, 1]; 1 for other tables.</summary>
    public double VarianceKept { get; }

    /// <summary>How the table was made, read from the manifest beside its file; null without a manifest, and for projections.</summary>
    public EmbeddingManifest? Manifest { get; }

    /// <summary>Rows that are looked at together where all are: 4 MB of float32.</summary>
    internal long BlockRows => Math.Max(1, (1 << 20) / Width);

    /// <summary>The file, where it is one.</summary>
    internal string? Path { get; }

    /// <summary>SHA-256 of type, shape and rows of a file, in hexadecimal; null for what is no file.</summary>
    internal string? ContentHash => (_table as MappedRows)?.ContentHash();

    /// <summary>Which tensor of the file it is, where the file has tensors by name.</summary>
    internal string? TensorName => (_table as MappedRows)?.Tensor;

    /// <summary>Wraps a tensor, on its device.</summary>
    /// <param name="table">
    /// Floating-point, at least one row and column; shape (n, e). The data are shared, not copied: later writes to the tensor are read here
    /// too.
    /// The tensor may be disposed, because this object holds a detached reference of its own.
    /// </param>
    /// <exception cref="ArgumentException">Another shape or element type.</exception>
    public static FrozenEmbeddings FromTensor(Tensor table) => FromTensor(table, varianceKept: 1);

    internal static FrozenEmbeddings FromTensor(Tensor table, double varianceKept)
    {
        ArgumentNullException.ThrowIfNull(table);
        if (table.dim() != 2 || table.numel() == 0)
        {
            throw new ArgumentException(
                $"Expected shape (rows, width) with at least one row and column; got ({string.Join(", ", table.shape)}).", nameof(table));
        }

        if (!table.is_floating_point())
        {
            throw new ArgumentException($"Expected floating-point embeddings; got {table.dtype}.", nameof(table));
        }

        return new FrozenEmbeddings(new TensorRows(table), varianceKept);
    }

    /// <summary>Copies an array.</summary>
    /// <param name="values">At least one row and column; shape (n, e).</param>
    /// <exception cref="ArgumentException">No row or no column.</exception>
    public static FrozenEmbeddings FromArray(float[,] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        NativeTorch.Ensure();
        using var scope = torch.NewDisposeScope();
        return FromTensor(torch.tensor(values));
    }

    /// <summary>Copies rows that lie one after another.</summary>
    /// <param name="values">n · e values, row after row.</param>
    /// <param name="width">Width e of a row, ≥ 1.</param>
    /// <exception cref="ArgumentException">No row, or a row that is not whole.</exception>
    public static FrozenEmbeddings FromMemory(ReadOnlyMemory<float> values, int width)
    {
        Guard.AtLeast(width, 1);
        if (values.Length == 0 || values.Length % width != 0)
        {
            throw new ArgumentException(
                $"Expected whole rows of {width} values, at least one; got {values.Length} values.", nameof(values));
        }

        NativeTorch.Ensure();
        using var scope = torch.NewDisposeScope();
        return FromTensor(torch.tensor(values.ToArray()).view(-1, width));
    }

    /// <summary>Opens a .npy or .safetensors file; it is memory-mapped, not read whole.</summary>
    /// <param name="path">
    /// A file of float16, bfloat16 (.safetensors), float32 or float64, little-endian, C order; shape (n, e). The format is detected from
    /// the content. The file must not change while it is open; it may be deleted, or replaced by another that is moved into its place. A
    /// read from a file that was cut short meanwhile is an <see cref="IOException"/>, and one at the very moment may end the process.
    /// </param>
    /// <param name="tensor">Name of a tensor in a .safetensors file; null, the default, takes its only tensor with two dimensions.</param>
    /// <remarks>
    /// Rows of a file of more than 1 GiB, and passes over any, are read through the system's cache, which is not the process's memory. Pages
    /// of smaller files count as resident memory until the system reclaims them.
    /// </remarks>
    /// <exception cref="ArgumentException">A tensor's name for a .npy file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds no such array or tensor, contradicts itself, is truncated, or has another shape than its <see
    /// cref="EmbeddingManifest"/>.
    /// </exception>
    public static FrozenEmbeddings Open(string path, string? tensor = null) => Map(path, tensor, varianceKept: 1);

    /// <summary>Opens a file as <see cref="Open(string, string?)"/> does and projects its rows onto their leading directions.</summary>
    /// <remarks>See <see cref="Reduce(int, IReadOnlyList{FrozenEmbeddings}, bool)"/>.</remarks>
    /// <param name="path">A .npy or .safetensors file with the full table.</param>
    /// <param name="rank">Number of directions r ≥ 1, the width of the result; a table of width ≤ r is opened as it is.</param>
    /// <param name="tensor">Name of a tensor in a .safetensors file; null, the default, takes its only tensor with two dimensions.</param>
    /// <param name="cache">
    /// Whether the projection is read from and written to a file beside the table; true by default. False uses no such file.
    /// </param>
    /// <exception cref="ArgumentOutOfRangeException">A rank below 1.</exception>
    /// <exception cref="ArgumentException">A tensor's name for a .npy file.</exception>
    /// <exception cref="InvalidDataException">
    /// The file holds no such array or tensor, contradicts itself, is truncated, or has rows with NaN or infinity.
    /// </exception>
    public static FrozenEmbeddings Open(string path, int rank, string? tensor = null, bool cache = true)
    {
        using var full = Open(path, tensor);
        return full.Reduce(rank, cache);
    }

    internal static FrozenEmbeddings OpenProjection(string npyPath, double varianceKept) => Map(npyPath, null, varianceKept);

    private static FrozenEmbeddings Map(string path, string? tensor, double varianceKept)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path))
        {
            throw new ArgumentException($"Expected a .npy or .safetensors file, got the folder {path}; name a file in it.", nameof(path));
        }

        var rows = new MappedRows(path, tensor);
        try
        {
            return new FrozenEmbeddings(rows, varianceKept, path, EmbeddingManifest.Of(path, rows.Count, rows.Width));
        }
        catch
        {
            rows.Dispose();
            throw;
        }
    }

    /// <summary>Returns rows by number, in the order of the numbers, as a new tensor of shape (m, e).</summary>
    /// <param name="rows">Row numbers in [0, n), int64, on any device; shape (m).</param>
    /// <param name="dtype">Floating-point type of the result; float32 by default. Only the gathered rows are converted.</param>
    /// <param name="device">Device of the result; <see cref="Device"/> by default.</param>
    /// <exception cref="ArgumentOutOfRangeException">A row number outside [0, n); the message names the first.</exception>
    public Tensor Gather(Tensor rows, ScalarType? dtype = null, Device? device = null)
    {
        ArgumentNullException.ThrowIfNull(rows);
        if (rows.dim() != 1 || rows.dtype != ScalarType.Int64)
        {
            throw new ArgumentException(
                $"Expected int64 row numbers of shape (m); got {rows.dtype} of shape ({string.Join(", ", rows.shape)}).", nameof(rows));
        }

        CheckRead(dtype);

        using var scope = torch.NewDisposeScope();
        return Convert(_table.Gather(rows), dtype, device).MoveToOuterDisposeScope();
    }

    /// <inheritdoc cref="Gather(Tensor, ScalarType?, Device?)"/>
    public Tensor Gather(ReadOnlySpan<long> rows, ScalarType? dtype = null, Device? device = null)
    {
        CheckRead(dtype);

        using var scope = torch.NewDisposeScope();
        return Convert(_table.Gather(rows), dtype, device).MoveToOuterDisposeScope();
    }

    /// <summary>Returns consecutive rows as a new tensor of shape (count, e).</summary>
    /// <param name="start">First row, in [0, n].</param>
    /// <param name="count">Number of rows, in [0, n − start].</param>
    /// <param name="dtype">Floating-point type of the result; float32 by default.</param>
    /// <param name="device">Device of the result; <see cref="Device"/> by default.</param>
    public Tensor Block(long start, long count, ScalarType? dtype = null, Device? device = null)
    {
        if (start < 0 || start > Count)
        {
            throw new ArgumentOutOfRangeException(nameof(start), start, $"A block starts at 0 to {Count}, the number of rows.");
        }

        if (count < 0 || count > Count - start)
        {
            throw new ArgumentOutOfRangeException(nameof(count), count, $"From row {start} there are {Count - start} rows.");
        }

        CheckRead(dtype);

        using var scope = torch.NewDisposeScope();
        return Convert(_table.Block(start, count), dtype, device).MoveToOuterDisposeScope();
    }

    /// <summary>Searches all rows for NaN, infinities and rows of zeros, as float32 and a few MB at a time.</summary>
    /// <param name="maxReported">Maximum number of row numbers to report of each kind, ≥ 1; 5 by default.</param>
    public EmbeddingCheck Check(int maxReported = 5)
    {
        Guard.AtLeast(maxReported, 1);
        return EmbeddingCheck.Run(this, maxReported);
    }

    /// <summary>Releases the tensor or the file.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _resident?.Dispose();
        _table.Dispose();
    }

    /// <summary>The same rows in an object that is disposed apart from this one.</summary>
    internal FrozenEmbeddings Share() => new(_table.Share(), VarianceKept, Path, Manifest);

    private void CheckRead(ScalarType? dtype)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (dtype is { } type && !torch.is_floating_point(type))
        {
            throw new ArgumentException($"Expected a floating-point type; got {type}.", nameof(dtype));
        }
    }
}
