using System.Globalization;
using DaRec.Data;
using DaRec.Internal;
using DaRec.Text.Internal;

namespace DaRec.Text;

/// <summary>Reads and writes texts of items or users in the order of the rows of their embeddings.</summary>
/// <remarks>
/// UTF-8, with or without a byte order mark. Lines may be in any order, and texts may be as long as memory allows. Blank lines are skipped.
/// A
/// line with an id and a blank text counts as a missing text; a line without a text field is malformed.
/// </remarks>
/// <example>
/// <code>
/// var table = TextFile.Read("items.jsonl", new TextFileOptions { Ids = interactionIds.Ids, SkipUnknown = true });
/// var first = table.Texts[0];                                    // null where the item has no text
/// </code>
/// </example>
public static class TextFile
{
    // Numbers that leave nine rows of ten without a text are no rows' numbers, unless there are few.
    private const int LeastFilled = 10;
    private const int FewestRowsInDoubt = 1000;

    /// <summary>Reads a file.</summary>
    /// <param name="path">A .tsv, .txt, .csv, .jsonl, .ndjson or .json file.</param>
    /// <param name="options">
    /// Format, columns and ids; null, the default, detects format and columns and takes ids for row numbers 0, 1, 2, …
    /// </param>
    /// <exception cref="ArgumentException">Another extension without a format, or repeated ids in the options.</exception>
    /// <exception cref="InvalidDataException">
    /// A file without texts or in another encoding, a malformed line, or an id that is repeated or has no row; the message names the line.
    /// </exception>
    public static TextTable Read(string path, TextFileOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new TextFileOptions();
        var rows = RowNumbers.Of(options);
        Dictionary<int, (int Line, string? Text)> found = [];
        Dictionary<string, int> unknown = new(StringComparer.Ordinal);
        var entries = 0;
        foreach (var (line, id, text) in Entries(path, options))
        {
            entries++;
            if (id.Length == 0)
            {
                throw TextLines.Error(path, line, "expected an id before the text, got nothing");
            }

            if (rows.Find(path, line, id) is not { } row)
            {
                if (!options.SkipUnknown)
                {
                    throw rows.Unknown(path, line, id);
                }

                if (!unknown.TryAdd(id, line))
                {
                    throw Repeated(path, line, id, unknown[id]);
                }

                continue;
            }

            if (!found.TryAdd(row, (line, string.IsNullOrWhiteSpace(text) ? null : text)))
            {
                throw Repeated(path, line, id, found[row].Line);
            }
        }

        if (entries == 0)
        {
            throw new InvalidDataException($"{path}: expected texts; there is none in the file.");
        }

        var texts = new string?[rows.Count ?? CountOf(path, found)];
        foreach (var (row, (_, text)) in found)
        {
            texts[row] = text;
        }

        return new TextTable
        {
            Texts = texts,
            MissingCount = texts.Count(text => text is null),
            SkippedCount = unknown.Count,
        };
    }

    /// <summary>
    /// Writes lines <c>number⇥text</c> of all rows, the form of <c>item_text.tsv</c>; the file appears whole or not at all.
    /// </summary>
    /// <param name="path">Path of the file; an existing file is replaced.</param>
    /// <param name="texts">
    /// Text i belongs to row i. Line breaks are replaced by blanks; a row without a text has a line without one.
    /// </param>
    public static void Write(string path, IReadOnlyList<string?> texts)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(texts);
        AtomicFile.WriteText(path, writer =>
        {
            for (var row = 0; row < texts.Count; row++)
            {
                var text = (texts[row] ?? "").ReplaceLineEndings(" ");
                writer.Write(string.Create(CultureInfo.InvariantCulture, $"{row}\t{text}\n"));
            }
        });
    }

    /// <summary>The ids of a file, in the order of its lines.</summary>
    /// <exception cref="InvalidDataException">A malformed line, or one without an id; the message names it.</exception>
    internal static IEnumerable<string> ReadIds(string path, TextFileOptions options) => Entries(path, options).Select(entry =>
        entry.Id.Length > 0 && !entry.Id.AsSpan().ContainsAny('\t', '\r', '\n')
            ? entry.Id
            : throw TextLines.Error(path, entry.Line, "expected an id without tabs and line breaks before the text"));

    /// <summary>One more than the largest number, unless the numbers look like ids of something else.</summary>
    private static int CountOf(string path, Dictionary<int, (int Line, string? Text)> found)
    {
        var largest = found.Keys.Max();
        return largest < FewestRowsInDoubt || largest / LeastFilled < found.Count
            ? largest + 1
            : throw TextLines.Error(
                path,
                found[largest].Line,
                $"expected row numbers 0, 1, 2, …, got {largest} in a file of {found.Count} texts; where the file has ids, give their " +
                "order (TextFileOptions.Ids), and otherwise the number of rows (TextFileOptions.Count)");
    }

    private static IEnumerable<TextEntry> Entries(string path, TextFileOptions options) => (options.Format ?? FormatOf(path)) switch
    {
        // Columns that are asked for by name make a table with tabs of it.
        TextFormat.TabSeparated when options.IdColumn is not null || options.TextColumns is not null =>
            TextReaders.ReadTable(path, options, options.Separator ?? '\t'),
        TextFormat.TabSeparated => TextReaders.ReadTabSeparated(path, options),
        TextFormat.JsonLines => TextReaders.ReadJsonLines(path, options),
        _ => TextReaders.ReadTable(path, options, options.Separator),
    };

    private static TextFormat FormatOf(string path) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".tsv" or ".txt" => TextFormat.TabSeparated,
        ".csv" => TextFormat.Csv,
        ".jsonl" or ".ndjson" or ".json" => TextFormat.JsonLines,
        var extension => throw new ArgumentException(
            $"Expected a .tsv, .txt, .csv, .jsonl, .ndjson or .json file, got '{extension}'; say the Format of {path}.", nameof(path)),
    };

    private static InvalidDataException Repeated(string path, int line, string id, int before) =>
        TextLines.Error(path, line, $"expected each id once; '{id}' occurred before, in line {before}");
}
