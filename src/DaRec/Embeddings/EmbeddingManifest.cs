using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using DaRec.Internal;

namespace DaRec.Embeddings;

/// <summary>Where a table of text embeddings comes from: a small file beside it that is read with it.</summary>
/// <remarks>
/// <c>item_emb.npy</c> has <c>item_emb.manifest.json</c>. Tables without one are as good as any; nobody can tell then whether the
/// texts have changed since.
/// </remarks>
public sealed record EmbeddingManifest
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no page of HTML: names keep their letters
    };

    /// <summary>Name of the model that made the embeddings.</summary>
    public required string Model { get; init; }

    /// <summary>Number of rows n.</summary>
    public required long Count { get; init; }

    /// <summary>Width e of a row.</summary>
    public required long Width { get; init; }

    /// <summary>Whether rows were brought to unit length.</summary>
    public required bool Normalized { get; init; }

    /// <summary>NumPy's name of the element type: <c>float16</c> or <c>float32</c>.</summary>
    public required string ElementType { get; init; }

    /// <summary>Of all texts in the order of the rows, as <see cref="HashTexts"/> makes it.</summary>
    public required string TextHash { get; init; }

    /// <summary>Rows without a text, or with one that the model makes zeros of.</summary>
    public long MissingCount { get; init; }

    /// <summary>What those rows hold: <c>Mean</c> of the others, or <c>Zeros</c>.</summary>
    public string? MissingTexts { get; init; }

    /// <summary>Version of DaRec that wrote the file.</summary>
    public string DaRecVersion { get; init; } = CurrentVersion;

    private static string CurrentVersion { get; } =
        typeof(EmbeddingManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Where the manifest of a table lies: <c>x.manifest.json</c> for <c>x.npy</c>.</summary>
    /// <param name="embeddingPath">The table's file.</param>
    public static string PathFor(string embeddingPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(embeddingPath);
        return Path.ChangeExtension(embeddingPath, ".manifest.json");
    }

    /// <summary>SHA-256 of texts and their order, in hexadecimal; null, empty and blank texts count as the same.</summary>
    /// <param name="texts">Text i of row i.</param>
    public static string HashTexts(IReadOnlyList<string?> texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            // Lengths go in too, so that no two lists of texts run together to the same bytes.
            var bytes = string.IsNullOrWhiteSpace(text) ? [] : Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Reads a manifest.</summary>
    /// <param name="path">The manifest's own file; see <see cref="PathFor"/>.</param>
    /// <exception cref="InvalidDataException">No manifest; the message says what is wrong with it.</exception>
    public static EmbeddingManifest Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return JsonSerializer.Deserialize<EmbeddingManifest>(File.ReadAllBytes(path), Format)
                ?? throw new JsonException("it holds null.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path}: expected the manifest of an embedding table; {exception.Message} " +
                "Delete it if the table is right without, or embed the texts anew.",
                exception);
        }
    }

    /// <summary>Writes the manifest; the file appears whole or not at all.</summary>
    /// <param name="path">The manifest's own file; see <see cref="PathFor"/>.</param>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, writer => writer.Write(JsonSerializer.Serialize(this, Format) + "\n"));
    }

    /// <summary>The manifest of a table of that shape, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">The manifest is malformed, or speaks of another shape.</exception>
    internal static EmbeddingManifest? Of(string embeddingPath, long count, long width)
    {
        var path = PathFor(embeddingPath);
        if (!File.Exists(path))
        {
            return null;
        }

        var manifest = Read(path);
        return (manifest.Count, manifest.Width) == (count, width)
            ? manifest
            : throw new InvalidDataException(
                $"{embeddingPath} has {count} rows of width {width}, but {Path.GetFileName(path)} beside it speaks of " +
                $"{manifest.Count} rows of width {manifest.Width}. One of them was replaced: embed the texts anew, " +
                "or delete the manifest if the table is right.");
    }
}
