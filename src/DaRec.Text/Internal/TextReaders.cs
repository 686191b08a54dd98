using System.Text.Json;
using DaRec.Data;
using DaRec.Text.Records;

namespace DaRec.Text.Internal;

/// <summary>Ids and texts of a file, in the order of its lines.</summary>
internal static class TextReaders
{
    private const string Joint = " | ";

    private static readonly string[] IdNames = ["id", .. InteractionColumns.KnownItems, .. InteractionColumns.KnownUsers, "number", "key"];

    private static readonly string[] TextNames = ["text", "title", "name", "description", "profile", "summary", "content"];

    /// <summary>Lines of id, tab and text; further tabs belong to the text.</summary>
    public static IEnumerable<TextEntry> ReadTabSeparated(string path, TextFileOptions options)
    {
        var isFirst = true;
        foreach (var (number, line) in TextLines.Read(path))
        {
            var tab = line.IndexOf('\t');
            if (tab < 0)
            {
                throw TextLines.Error(path, number, line, "expected an id, a tab and a text");
            }

            var (id, text) = (line[..tab].Trim(' '), line[(tab + 1)..]);
            var isHeader = isFirst && (options.HasHeader ?? IsHeader([id, text]));
            isFirst = false;
            if (!isHeader)
            {
                yield return new TextEntry(number, id, text);
            }
        }
    }

    /// <summary>A table of columns.</summary>
    public static IEnumerable<TextEntry> ReadTable(string path, TextFileOptions options, char? separator)
    {
        Columns? columns = null;
        var fieldCount = 0;
        using var reader = new DelimitedReader(path, separator);
        while (reader.Read())
        {
            if (columns is null)
            {
                var record = reader.ToArray();
                var isHeader = options.HasHeader ?? (options.IdColumn is not null || options.TextColumns is not null || IsHeader(record));
                columns = isHeader ? Columns.Named(path, reader.Line, record, options) : Columns.First(path, reader.Line, options);
                fieldCount = record.Length;
                if (isHeader)
                {
                    continue;
                }
            }

            if (reader.FieldCount < Math.Max(2, columns.Last + 1))
            {
                throw reader.Error($"expected {Math.Max(fieldCount, 2)} fields, got {reader.FieldCount}");
            }

            yield return new TextEntry(
                reader.Line, reader[columns.Id].ToString(), Join(columns.Texts.Select(column => reader[column].ToString())));
        }
    }

    /// <summary>A JSON object a line.</summary>
    /// <exception cref="InvalidDataException">A malformed line, or a key of a text that no line has.</exception>
    public static IEnumerable<TextEntry> ReadJsonLines(string path, TextFileOptions options)
    {
        HashSet<string> keys = new(StringComparer.Ordinal);
        var count = 0;
        foreach (var (number, line) in TextLines.Read(path))
        {
            yield return ReadJson(path, number, line, options, keys);
            count++;
        }

        EnsureTexts(path, options, count, [.. keys]);
    }

    private static void EnsureTexts(string path, TextFileOptions options, int count, string[] keys)
    {
        var missing = options.TextColumns?.FirstOrDefault(name => !keys.Contains(name));
        if (count > 0 && (missing is not null || (options.TextColumns is null && ColumnNames.Find(keys, TextNames) is null)))
        {
            throw new InvalidDataException(
                $"{path}: expected {(missing is null ? "a key with the text" : $"the key '{missing}'")} in some line; " +
                $"{ColumnNames.List(keys)}. Choose with {nameof(TextFileOptions)}.{nameof(TextFileOptions.TextColumns)}.");
        }
    }

    private static TextEntry ReadJson(string path, int number, string line, TextFileOptions options, HashSet<string> allKeys)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw TextLines.Error(path, number, line, $"expected a JSON object; {exception.Message.TrimEnd('.')}");
        }

        try
        {
            return Entry(path, number, line, document.RootElement, options, allKeys);
        }
        catch (InvalidOperationException) // of a name, which is decoded as late as it is asked for
        {
            throw TextLines.Error(path, number, line, JsonText.HalfCharacter);
        }
        finally
        {
            document.Dispose();
        }
    }

    private static TextEntry Entry(string path, int number, string line, JsonElement root, TextFileOptions options, HashSet<string> allKeys)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw TextLines.Error(path, number, line, $"expected a JSON object, got {root.ValueKind.ToString().ToLowerInvariant()}");
        }

        string[] keys = [.. root.EnumerateObject().Select(property => property.Name)];
        allKeys.UnionWith(keys);
        var idKey = options.IdColumn ?? ColumnNames.Find(keys, IdNames);
        if (idKey is null || !root.TryGetProperty(idKey, out var id) || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
        {
            throw TextLines.Error(path, number, line, $"expected a string or number with the key \"{options.IdColumn ?? "id"}\"");
        }

        IReadOnlyList<string> textKeys = options.TextColumns ?? (ColumnNames.Find(keys, TextNames) is { } known ? [known] : ["text"]);
        var texts = textKeys
            .Select(key => root.TryGetProperty(key, out var value) ? JsonText.Of(value, key, message => TextLines.Error(path, number, line, message)) : null)
            .ToArray();
        return new TextEntry(number, JsonText.Of(id, idKey, message => TextLines.Error(path, number, line, message))!, Join(texts));
    }

    private static string? Join(IEnumerable<string?> texts)
    {
        string[] present = [.. texts.Where(text => !string.IsNullOrWhiteSpace(text))!];
        return present.Length == 0 ? null : string.Join(Joint, present);
    }

    private static bool IsHeader(string[] fields) =>
        ColumnNames.Find(fields, IdNames) is not null && ColumnNames.Find(fields, TextNames) is not null;

    private sealed record Columns(int Id, int[] Texts)
    {
        public int Last => Math.Max(Id, Texts.Max());

        public static Columns Named(string path, int line, string[] header, TextFileOptions options)
        {
            if (options.IdColumn is null && options.TextColumns is null && !IsHeader(header))
            {
                return new Columns(0, [1]); // somebody says that it is a header: its names tell nothing
            }

            var id = IndexOf(path, line, header, options.IdColumn, IdNames, "the id");
            int[] texts = options.TextColumns is { } names
                ? [.. names.Select(name => IndexOf(path, line, header, name, TextNames, "the text"))]
                : [IndexOf(path, line, header, null, TextNames, "the text")];
            return new Columns(id, texts);
        }

        public static Columns First(string path, int line, TextFileOptions options) =>
            options.IdColumn is null && options.TextColumns is null
                ? new Columns(0, [1])
                : throw TextLines.Error(path, line, "expected a header, since columns are asked for by name; HasHeader says there is none");

        private static int IndexOf(string path, int line, string[] header, string? name, string[] known, string what)
        {
            var field = name ?? ColumnNames.Find(header, known);
            var index = field is null ? -1 : Array.IndexOf(header, field);
            return index >= 0
                ? index
                : throw TextLines.Error(
                    path,
                    line,
                    $"expected a column {(name is null ? "" : $"'{name}' ")}with {what}; there are '{string.Join("', '", header)}'. " +
                    $"Choose one with {nameof(TextFileOptions)}." +
                    $"{(known == IdNames ? nameof(TextFileOptions.IdColumn) : nameof(TextFileOptions.TextColumns))}");
        }
    }
}
