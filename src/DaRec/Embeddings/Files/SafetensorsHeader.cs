using System.Buffers.Binary;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace DaRec.Embeddings.Files;

/// <summary>The header of a <c>.safetensors</c> file: its tensors by name, each with type, shape and where its data lie.</summary>
/// <remarks>
/// Eight bytes of header length, little-endian, a JSON object of that many bytes, then the data of all tensors, row-major, without gap
/// or overlap. A header that says anything else is refused with an <see cref="InvalidDataException"/>.
/// </remarks>
internal sealed class SafetensorsHeader
{
    private const int LengthBytes = 8;
    private const int MaxTextLength = 100_000_000; // the format's own limit
    private const string Metadata = "__metadata__";

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, long dataOffset) => (Entries, DataOffset) = (entries, dataOffset);

    /// <summary>The tensors in the order of their data.</summary>
    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    /// <summary>Bytes from the file's first byte to its data.</summary>
    public long DataOffset { get; }

    /// <summary>Whether these first nine bytes of a file can be such a header's.</summary>
    /// <param name="start">The first bytes, nine where the file has as many.</param>
    /// <param name="fileLength">Bytes of the whole file.</param>
    public static bool IsPlausible(ReadOnlySpan<byte> start, long fileLength) =>
        start.Length > LengthBytes && start[LengthBytes] == (byte)'{'
        && BinaryPrimitives.ReadUInt64LittleEndian(start) <= (ulong)(fileLength - LengthBytes);

    /// <summary>Reads and checks the header of a seekable stream that stands at its first byte and holds the whole file.</summary>
    /// <param name="stream">The file.</param>
    /// <param name="source">What error messages call it.</param>
    /// <exception cref="InvalidDataException">No such file, or one that contradicts itself.</exception>
    public static SafetensorsHeader Read(Stream stream, string source)
    {
        var text = ReadText(stream, source);
        var dataOffset = (long)LengthBytes + text.Length;
        var entries = Parse(text, source);
        entries.Sort((a, b) => (a.Begin, a.End).CompareTo((b.Begin, b.End)));
        CheckPlaces(entries, stream.Length - dataOffset, source);
        return new SafetensorsHeader(entries, dataOffset);
    }

    private static byte[] ReadText(Stream stream, string source)
    {
        Span<byte> field = stackalloc byte[LengthBytes];
        if (stream.ReadAtLeast(field, LengthBytes, throwOnEndOfStream: false) < LengthBytes)
        {
            throw new InvalidDataException(
                $"{source}: {stream.Length} bytes; a .safetensors file begins with the {LengthBytes} bytes of its header's length.");
        }

        var length = BinaryPrimitives.ReadUInt64LittleEndian(field);
        var room = (ulong)(stream.Length - LengthBytes);
        if (length > room || length > MaxTextLength)
        {
            throw new InvalidDataException(
                $"{source}: a header of {length} bytes in a file of {stream.Length}; expected at most {Math.Min(room, MaxTextLength)}. " +
                "It is truncated, or no .safetensors file.");
        }

        var text = new byte[length];
        return stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false) == text.Length
            ? text
            : throw new InvalidDataException($"{source}: ends within its header; the file is truncated.");
    }

    private static List<SafetensorsEntry> Parse(byte[] text, string source)
    {
        if (!Utf8.IsValid(text))
        {
            throw new InvalidDataException($"{source}: the .safetensors header is not UTF-8 text.");
        }

        try
        {
            using var json = JsonDocument.Parse(text, new JsonDocumentOptions { AllowDuplicateProperties = false });
            return json.RootElement.ValueKind == JsonValueKind.Object
                ? [.. json.RootElement.EnumerateObject()
                    .Where(property => property.Name != Metadata)
                    .Select(property => SafetensorsEntry.Parse(property.Name, property.Value, source))]
                : throw new InvalidDataException(
                    $"{source}: the .safetensors header is a JSON {json.RootElement.ValueKind}; expected an object of tensors by name.");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that stands for half a character.
            throw new InvalidDataException(
                $"{source}: the .safetensors header is no JSON object with each name once: {exception.Message}", exception);
        }
    }

    private static void CheckPlaces(List<SafetensorsEntry> entries, long dataLength, string source)
    {
        var reached = 0L;
        foreach (var entry in entries)
        {
            if (entry.End > dataLength)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}: tensor '{entry.Name}' ends at byte {entry.End} of the data, {dataLength} arrived; the file is truncated."));
            }

            if (entry.Begin != reached)
            {
                var problem = entry.Begin < reached ? "overlaps what is before it" : "leaves a gap before it";
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{source}: tensor '{entry.Name}' begins at byte {entry.Begin} of the data and {problem}; expected {reached}."));
            }

            reached = entry.End;
        }

        if (reached != dataLength)
        {
            throw new InvalidDataException(string.Create(
                CultureInfo.InvariantCulture,
                $"{source}: the tensors take {reached} bytes of data, {dataLength} arrived; the header belongs to another file."));
        }
    }
}
