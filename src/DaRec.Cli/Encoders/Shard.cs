using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using DaRec.Cli.Output;
using DaRec.Embeddings;

namespace DaRec.Cli.Encoders;

/// <summary>A share of the rows of a table, encoded apart: by one of several machines, or one after another.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Count">How many shares there are.</param>
internal sealed partial record Shard(int Number, int Count)
{
    private const string RowsKey = "rows";
    private const string HashKey = "text_hash";
    private const string FileKey = "text_file";

    /// <summary>Reads what is typed, <c>3/16</c>.</summary>
    /// <exception cref="UsageException">It is something else.</exception>
    public static Shard Parse(string text, string option)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && Number(parts[0]) is { } number && Number(parts[1]) is { } count && number <= count
            ? new Shard(number, count)
            : throw new UsageException($"{option} {text}: expected a number and how many there are, from 1/16 to 16/16 for one.");

        static int? Number(string part) =>
            int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= 1 ? value : null;
    }

    /// <summary>The shards of a table that lie in a folder, by number of shares, then number.</summary>
    /// <param name="directory">The folder.</param>
    /// <param name="table">Name of the table's file, without its extension.</param>
    public static IReadOnlyList<Shard> In(string directory, string table) =>
    [
        .. Directory.GetFiles(directory, $"{table}.shard-*-of-*.npy")
            .Select(path => NameOfShard().Match(Path.GetFileName(path)))
            .Where(match => match.Success)
            .Select(match => Parse($"{match.Groups[1].Value}/{match.Groups[2].Value}", table))
            .OrderBy(shard => shard.Count).ThenBy(shard => shard.Number),
    ];

    /// <summary>Its rows: from the first up to, and without, the end.</summary>
    public (int First, int End) RowsOf(int total) => ((int)((long)total * (Number - 1) / Count), (int)((long)total * Number / Count));

    /// <summary>The texts of its rows.</summary>
    public IReadOnlyList<string?> Of(IReadOnlyList<string?> texts)
    {
        var (first, end) = RowsOf(texts.Count);
        return [.. texts.Skip(first).Take(end - first)];
    }

    /// <summary>Where its rows are written.</summary>
    public string PathIn(string directory, string table) => Path.Combine(directory, $"{table}.shard-{Number}-of-{Count}.npy");

    /// <summary>Writes down which texts it is a share of.</summary>
    /// <param name="path">Of its rows.</param>
    /// <param name="texts">All texts.</param>
    /// <param name="textFile">Where they come from, seen from the table's folder.</param>
    public static void WriteNote(string path, IReadOnlyList<string?> texts, string textFile) => JsonFile.Write(NoteOf(path), new JsonObject
    {
        [RowsKey] = texts.Count,
        [HashKey] = EmbeddingManifest.HashTexts(texts),
        [FileKey] = textFile,
    });

    /// <summary>Which texts rows are a share of.</summary>
    /// <exception cref="InvalidDataException">Nobody has written that down.</exception>
    public static (int Rows, string TextHash, string? TextFile) ReadNote(string path)
    {
        try
        {
            var note = JsonNode.Parse(File.ReadAllText(NoteOf(path)))!;
            return ((int)note[RowsKey]!, (string)note[HashKey]!, (string?)note[FileKey]);
        }
        catch (Exception exception) when (exception is FileNotFoundException or JsonException or InvalidOperationException or NullReferenceException)
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(path)}: expected {Path.GetFileName(NoteOf(path))} beside it, as encode --shard writes it; encode the shard again.",
                exception);
        }
    }

    private static string NoteOf(string path) => Path.ChangeExtension(path, ".json");

    [GeneratedRegex(@"\.shard-([0-9]+)-of-([0-9]+)\.npy$")]
    private static partial Regex NameOfShard();
}
