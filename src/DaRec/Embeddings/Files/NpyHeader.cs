using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DaRec.Embeddings.Files;

/// <summary>What the header of a NumPy <c>.npy</c> array says: element type, order, shape and where the data begin.</summary>
/// <remarks>
/// Versions 1, 2 and 3 of the format; little-endian numbers, bools and fixed-width strings. Structured, object and
/// big-endian arrays are refused with an <see cref="InvalidDataException"/>.
/// </remarks>
internal sealed partial class NpyHeader
{
    private const int MaxTextLength = 65_535;

    private NpyHeader(string descr, char kind, int itemSize, bool fortranOrder, long[] shape, long elementCount, long dataOffset)
    {
        Descr = descr;
        Kind = kind;
        ItemSize = itemSize;
        FortranOrder = fortranOrder;
        Shape = shape;
        ElementCount = elementCount;
        DataOffset = dataOffset;
    }

    /// <summary>NumPy's name of the element type, such as <c>&lt;f4</c>.</summary>
    public string Descr { get; }

    /// <summary><c>f</c> float, <c>i</c> signed, <c>u</c> unsigned, <c>b</c> bool, <c>S</c> bytes, <c>U</c> UTF-32 text.</summary>
    public char Kind { get; }

    /// <summary>Bytes of one element.</summary>
    public int ItemSize { get; }

    /// <summary>Whether the first index runs fastest (column-major).</summary>
    public bool FortranOrder { get; }

    /// <summary>Length of each dimension; empty for a scalar.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>Product of <see cref="Shape"/>.</summary>
    public long ElementCount { get; }

    /// <summary>Bytes from the array's first byte to its data.</summary>
    public long DataOffset { get; }

    /// <summary>Bytes of the data.</summary>
    public long DataLength => ElementCount * ItemSize;

    /// <summary>Reads the header at the position of a seekable stream, and leaves the stream at the first data byte.</summary>
    /// <param name="stream">Seekable; must hold the whole array.</param>
    /// <param name="source">What error messages call the array: a file's path, for example.</param>
    /// <exception cref="InvalidDataException">
    /// No .npy array, an element type that is not supported, or fewer data than the shape needs.
    /// </exception>
    public static NpyHeader Read(Stream stream, string source)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Read(stream, stream.Length - stream.Position, source);
    }

    /// <summary>Reads the header from a stream, and leaves the stream at the first data byte.</summary>
    /// <param name="stream">At the array's first byte; need not hold its data.</param>
    /// <param name="length">Bytes of the array, with its header.</param>
    /// <param name="source">What error messages call the array.</param>
    public static NpyHeader Read(Stream stream, long length, string source)
    {
        var (text, dataOffset) = ReadText(stream, source);
        var (descr, kind, itemSize) = ParseDescr(text, source);
        var fortranOrder = Field(FortranOrderField(), text, "fortran_order", source) == "True";
        var shape = ParseShape(Field(ShapeField(), text, "shape", source), source);
        var elementCount = CountElements(shape, itemSize, source);

        var header = new NpyHeader(descr, kind, itemSize, fortranOrder, shape, elementCount, dataOffset);
        var arrived = length - dataOffset;
        if (arrived < header.DataLength)
        {
            throw new InvalidDataException(
                $"{source}: shape ({string.Join(", ", shape)}) of '{descr}' needs {header.DataLength} bytes of data, " +
                $"{arrived} arrived; the file is truncated.");
        }

        return header;
    }

    /// <summary>Where the data of an array with these first bytes begin, in case that it is one.</summary>
    public static int DataOffsetOf(ReadOnlySpan<byte> start) => start.Length < 12 ? start.Length
        : start[6] == 1 ? 10 + BinaryPrimitives.ReadUInt16LittleEndian(start[8..])
        : (int)Math.Min(12 + (long)BinaryPrimitives.ReadUInt32LittleEndian(start[8..]), LongestHeader);

    /// <summary>Most bytes of a header.</summary>
    public const int LongestHeader = 12 + MaxTextLength;

    /// <summary>Whether a file with these first bytes says that it is such an array.</summary>
    public static bool IsMagic(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Writes a version 1 header, padded so that the data begin at a multiple of 64 bytes.</summary>
    public static void Write(Stream stream, string descr, IReadOnlyList<long> shape)
    {
        const int preambleLength = 10;
        var dimensions = string.Join(", ", shape) + (shape.Count == 1 ? "," : ""); // a Python tuple
        var text = $"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({dimensions}), }}";
        var total = (preambleLength + text.Length + 1 + 63) / 64 * 64;
        text = text.PadRight(total - preambleLength - 1) + "\n";

        Span<byte> preamble = [.. Magic, 1, 0, 0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(preamble[8..], checked((ushort)text.Length));
        stream.Write(preamble);
        stream.Write(Encoding.ASCII.GetBytes(text));
    }

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    private static (string Text, long DataOffset) ReadText(Stream stream, string source)
    {
        Span<byte> preamble = stackalloc byte[8];
        var arrived = stream.ReadAtLeast(preamble, preamble.Length, throwOnEndOfStream: false);
        if (arrived < preamble.Length || !IsMagic(preamble))
        {
            throw new InvalidDataException($"{source}: not a .npy array; it should begin with the bytes \\x93NUMPY.");
        }

        var version = preamble[6];
        if (version is < 1 or > 3)
        {
            throw new InvalidDataException($"{source}: .npy version {version}.{preamble[7]}; versions 1, 2 and 3 are known.");
        }

        Span<byte> lengthField = stackalloc byte[version == 1 ? 2 : 4];
        var hasLength = stream.ReadAtLeast(lengthField, lengthField.Length, throwOnEndOfStream: false) == lengthField.Length;
        long length = !hasLength ? 0
            : version == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(lengthField)
            : BinaryPrimitives.ReadUInt32LittleEndian(lengthField);
        if (length > MaxTextLength)
        {
            throw new InvalidDataException($"{source}: a header of {length} bytes; at most {MaxTextLength} are plausible.");
        }

        var text = new byte[length];
        if (!hasLength || stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) < text.Length)
        {
            throw new InvalidDataException($"{source}: ends within its .npy header; the file is truncated.");
        }

        return (Encoding.UTF8.GetString(text), preamble.Length + lengthField.Length + length);
    }

    private static (string Descr, char Kind, int ItemSize) ParseDescr(string text, string source)
    {
        var descr = Field(DescrField(), text, "descr", source);
        var match = SupportedDescr().Match(descr);
        var hasSize = int.TryParse(match.Groups["size"].ValueSpan, CultureInfo.InvariantCulture, out var size);
        if (!hasSize || size > MaxTextLength)
        {
            var hint = descr.StartsWith('>') ? $"; save it as little-endian: array.astype('<{descr[1..]}')" : "";
            throw new InvalidDataException(
                $"{source}: element type '{descr}' is not supported, only little-endian numbers, bools and fixed-width strings{hint}.");
        }

        var kind = match.Groups["kind"].ValueSpan[0];
        return (descr, kind, kind == 'U' ? 4 * size : size);
    }

    private static long[] ParseShape(string list, string source)
    {
        var parts = list.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        var shape = new long[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            // Python 2 wrote its long integers with an L.
            if (!long.TryParse(parts[i].AsSpan().TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out shape[i]))
            {
                throw new InvalidDataException($"{source}: shape ({list}) is not a list of lengths of zero or more.");
            }
        }

        return shape;
    }

    private static long CountElements(long[] shape, int itemSize, string source)
    {
        try
        {
            var count = shape.Aggregate(1L, (product, length) => checked(product * length));
            _ = checked(count * itemSize);
            return count;
        }
        catch (OverflowException exception)
        {
            throw new InvalidDataException($"{source}: shape ({string.Join(", ", shape)}) is larger than any file.", exception);
        }
    }

    private static string Field(Regex pattern, string text, string name, string source)
    {
        var match = pattern.Match(text);
        return match.Success
            ? match.Groups["value"].Value
            : throw new InvalidDataException($"{source}: the .npy header has no '{name}' that can be read; it is {Shorten(text)}.");
    }

    private static string Shorten(string text) => text.Length <= 120 ? text.Trim() : text[..120] + "…";

    [GeneratedRegex("""['"]descr['"]\s*:\s*['"](?<value>[^'"]*)['"]""")]
    private static partial Regex DescrField();

    [GeneratedRegex("""['"]fortran_order['"]\s*:\s*(?<value>True|False)""")]
    private static partial Regex FortranOrderField();

    [GeneratedRegex("""['"]shape['"]\s*:\s*\((?<value>[^)]*)\)""")]
    private static partial Regex ShapeField();

    [GeneratedRegex("^[<|](?:(?<kind>f)(?<size>2|4|8)|(?<kind>[iu])(?<size>1|2|4|8)|(?<kind>b)(?<size>1)|(?<kind>[SU])(?<size>[0-9]+))$")]
    private static partial Regex SupportedDescr();
}
