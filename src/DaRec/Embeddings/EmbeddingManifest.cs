using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using DaRec.Internal;

namespace DaRec.Embeddings;

/// <summary>Describes how a table of text embeddings was made; a JSON file beside the table.</summary>
/// <remarks>
/// <c>item_emb.npy</c> has <c>item_emb.manifest.json</c>. A table without a manifest can be read all the same, but cannot be checked
/// against its texts. Members of the file that this version does not know are ignored.
/// </remarks>
public sealed record EmbeddingManifest
{
    private const int CurrentFormat = 1;

    private static readonly EmbeddingJson Json = new(new JsonSerializerOptions
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // no page of HTML: names keep their letters
    });

    /// <summary>Creates a manifest, whose required members are to be set.</summary>
    public EmbeddingManifest()
    {
    }

    // Generated code knows the defaults of parameters, and not those of properties.
    [JsonConstructor]
    internal EmbeddingManifest(int formatVersion = CurrentFormat, string daRecVersion = "") =>
        (FormatVersion, DaRecVersion) = (formatVersion, daRecVersion?.Length == 0 ? CurrentVersion : daRecVersion!);

    /// <summary>
    /// Version of the file's format; 1 by default, and where a file does not say. It rises when a member changes its meaning; files of a
    /// later version are refused.
    /// </summary>
    public int FormatVersion { get; init; } = CurrentFormat;

    /// <summary>Name of the model that made the embeddings.</summary>
    public required string Model { get; init; }

    /// <summary>Number of rows n of the table.</summary>
    public required long Count { get; init; }

    /// <summary>Width e of a row.</summary>
    public required int Width { get; init; }

    /// <summary>SHA-256 of all texts in the order of the rows, in hexadecimal; see <see cref="HashTexts"/>.</summary>
    public required string TextHash { get; init; }

    /// <summary>
    /// Path of the file whose texts were embedded, from the table's folder; null where nobody said. A data folder compares the table with
    /// that file if it is its own, and otherwise with nothing; where nobody said, with <c>item_text.tsv</c> or <c>user_text.tsv</c>.
    /// </summary>
    public string? TextFile { get; init; }

    /// <summary>Whether rows have unit length; null where a file does not say.</summary>
    public bool? Normalized { get; init; }

    /// <summary>NumPy's name of the element type, <c>float16</c> or <c>float32</c>; null where a file does not say.</summary>
    public string? ElementType { get; init; }

    /// <summary>Number of rows without a text or with a zero embedding from the model; 0 by default.</summary>
    public long MissingCount { get; init; }

    /// <summary>What rows without a text hold: <c>mean</c> (of the others) or <c>zeros</c>; null where a file does not say.</summary>
    public string? MissingTexts { get; init; }

    /// <summary>Version of DaRec that wrote the file; this version by default.</summary>
    public string DaRecVersion { get; init; } = CurrentVersion;

    private static string CurrentVersion { get; } =
        typeof(EmbeddingManifest).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    /// <summary>Returns the path of a table's manifest: <c>x.manifest.json</c> for <c>x.npy</c>.</summary>
    /// <param name="embeddingPath">Path of the table.</param>
    public static string PathFor(string embeddingPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(embeddingPath);
        return Path.ChangeExtension(embeddingPath, ".manifest.json");
    }

    /// <summary>Computes SHA-256 of texts and their order, in hexadecimal; null, empty and blank texts count as equal.</summary>
    /// <param name="texts">Text i belongs to row i.</param>
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
    /// <param name="path">Path of the manifest; see <see cref="PathFor"/>.</param>
    /// <exception cref="InvalidDataException">
    /// The file is no JSON object, lacks Model, Count, Width or TextHash, has a member of another type, or is of a later format.
    /// </exception>
    public static EmbeddingManifest Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(path), Json.EmbeddingManifest);
            return manifest is { Model: not null, TextHash: not null, DaRecVersion: not null, FormatVersion: >= 1 and <= CurrentFormat }
                ? manifest
                : throw new JsonException(
                    manifest is null ? "it holds null."
                    : manifest.FormatVersion > CurrentFormat
                        ? $"it has format {manifest.FormatVersion}, written by DaRec {manifest.DaRecVersion}; this version reads up to " +
                            $"format {CurrentFormat}."
                    : "a member that must have a value is null, or FormatVersion is below 1.");
        }
        catch (JsonException exception)
        {
            throw new InvalidDataException(
                $"{path}: expected the manifest of an embedding table; {exception.Message} " +
                "Delete the manifest if the table is right, or embed the texts again.",
                exception);
        }
    }

    /// <summary>Writes the manifest; the file appears whole or not at all.</summary>
    /// <param name="path">Path of the manifest; see <see cref="PathFor"/>. A file there is replaced.</param>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        AtomicFile.WriteText(path, writer => writer.Write(JsonSerializer.Serialize(this, Json.EmbeddingManifest) + "\n"));
    }

    /// <summary>The manifest of a table of that shape, or null where there is none.</summary>
    /// <exception cref="InvalidDataException">The manifest is malformed, or describes another shape.</exception>
    internal static EmbeddingManifest? Of(string embeddingPath, long count, int width)
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
