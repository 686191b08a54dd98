using static TorchSharp.torch;

namespace DaRec.Embeddings.Files;

/// <summary>Where the rows of a table lie in a file, which is recognised by its content.</summary>
/// <param name="Type">float16, bfloat16, float32 or float64.</param>
/// <param name="ItemSize">Bytes of one element.</param>
/// <param name="Count">Number of rows n, at least 1.</param>
/// <param name="Width">Width e of a row, at least 1.</param>
/// <param name="DataOffset">Bytes before the first row; rows follow each other.</param>
/// <param name="Tensor">Which tensor of a <c>.safetensors</c> file it is; null for a <c>.npy</c> array.</param>
internal sealed record RowLayout(ScalarType Type, int ItemSize, long Count, int Width, long DataOffset, string? Tensor)
{
    private const string Expectation = "embeddings are a table of shape (rows, width) with at least one row and column";

    /// <summary>Reads the header of a <c>.npy</c> or <c>.safetensors</c> file.</summary>
    /// <param name="stream">The file, at its first byte.</param>
    /// <param name="path">What error messages call it.</param>
    /// <param name="tensor">Which tensor; null for the only table.</param>
    /// <exception cref="ArgumentException">A name of a tensor for an array, which has none.</exception>
    /// <exception cref="InvalidDataException">No table of floating-point numbers.</exception>
    public static RowLayout Read(Stream stream, string path, string? tensor)
    {
        if (IsSafetensors(stream, path))
        {
            return OfSafetensors(SafetensorsHeader.Read(stream, path), path, tensor);
        }

        var header = NpyHeader.Read(stream, path);
        return tensor is null
            ? OfNpy(header, path)
            : throw new ArgumentException($"{path} is a .npy array, which has no tensor '{tensor}'; leave the name away.", nameof(tensor));
    }

    private static bool IsSafetensors(Stream stream, string path)
    {
        Span<byte> start = stackalloc byte[9];
        var arrived = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        stream.Position = 0;
        return !NpyHeader.IsMagic(start[..arrived])
            && (SafetensorsHeader.IsPlausible(start[..arrived], stream.Length)
                || path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase));
    }

    private static RowLayout OfSafetensors(SafetensorsHeader header, string path, string? name)
    {
        var entry = name is null ? OnlyTable(header, path) : Named(header, path, name);
        if (entry.Shape.Count != 2 || entry.Begin == entry.End)
        {
            throw new InvalidDataException($"{path}: tensor {entry}; {Expectation}.");
        }

        if (entry.FloatType is not { } type)
        {
            throw new InvalidDataException($"{path}: tensor {entry}; embeddings are F16, BF16, F32 or F64.");
        }

        var (count, width) = (entry.Shape[0], entry.Shape[1]);
        var itemSize = (int)((entry.End - entry.Begin) / count / width);
        return new RowLayout(type, itemSize, count, WidthOf(width, path), header.DataOffset + entry.Begin, entry.Name);
    }

    private static SafetensorsEntry Named(SafetensorsHeader header, string path, string name) =>
        header.Entries.FirstOrDefault(entry => entry.Name == name)
        ?? throw new InvalidDataException($"{path}: there is no tensor '{name}', only {Known(header.Entries)}.");

    private static SafetensorsEntry OnlyTable(SafetensorsHeader header, string path) =>
        header.Entries.Where(entry => entry.Shape.Count == 2).ToArray() switch
        {
            [var only] => only,
            [] => throw new InvalidDataException($"{path}: no tensor with rows and columns, only {Known(header.Entries)}; {Expectation}."),
            var several => throw new InvalidDataException(
                $"{path}: {several.Length} tensors with rows and columns, {Known(several)}; " +
                $"name the one: FrozenEmbeddings.Open(path, tensor: \"{several[0].Name}\")."),
        };

    private static string Known(IReadOnlyList<SafetensorsEntry> entries)
    {
        const int shown = 8;
        return entries.Count == 0 ? "none" : string.Join(", ", entries.Take(shown)) + (entries.Count > shown ? ", …" : "");
    }

    private static RowLayout OfNpy(NpyHeader header, string path)
    {
        if (header.Shape.Count != 2 || header.ElementCount == 0)
        {
            throw new InvalidDataException($"{path}: shape ({string.Join(", ", header.Shape)}); {Expectation}.");
        }

        if (header.FortranOrder)
        {
            throw new InvalidDataException(
                $"{path}: stored column by column (Fortran order); save it by rows: numpy.save(path, numpy.ascontiguousarray(array)).");
        }

        if (header.Kind != 'f')
        {
            throw new InvalidDataException($"{path}: element type '{header.Descr}'; embeddings are float16, float32 or float64.");
        }

        var type = NpyFile.TypeOf(header, path);
        return new RowLayout(type, header.ItemSize, header.Shape[0], WidthOf(header.Shape[1], path), header.DataOffset, null);
    }

    private static int WidthOf(long columns, string path) => columns <= int.MaxValue
        ? (int)columns
        : throw new InvalidDataException($"{path}: rows of width {columns}; expected at most {int.MaxValue}.");
}
