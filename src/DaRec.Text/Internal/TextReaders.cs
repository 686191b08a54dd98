using System.Globalization;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace DaRec.Text.Internal;

/// <summary>Ids and texts of a file, in the order of its lines.</summary>
internal static class TextReaders
{
    private const string Joint = " | ";

    private static readonly string[] IdNames =
    [
        "id", "item", "itemid", "user", "userid", "number", "asin", "product", "productid", "movieid", "artistid", "bookid", "key",
    ];

    private static readonly string[] TextNames = ["text", "title", "name", "description", "profile", "summary", "content"];

    public static IEnumerable<TextEntry> ReadTabSeparated(string path, TextReader reader, TextFileOptions options)
    {
        var isFirst = true;
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            var tab = line.IndexOf('\t');
            if (tab < 0)
            {
                throw Utf8Text.Error(path, number, "expected an id, a tab and a text", line);
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

    public static IEnumerable<TextEntry> ReadCsv(string path, TextReader reader, TextFileOptions options, char separator, bool isQuoted)
    {
        var badLine = 0;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = separator.ToString(),
            Mode = isQuoted ? CsvMode.RFC4180 : CsvMode.NoEscape,
            HasHeaderRecord = false, // recognised below
            DetectDelimiter = false,
            IgnoreBlankLines = true,
            TrimOptions = TrimOptions.None,
            BadDataFound = arguments => badLine = badLine == 0 ? arguments.Context.Parser!.RawRow : badLine,
        };
        using var parser = new CsvParser(reader, configuration, leaveOpen: true);
        Columns? columns = null;
        var fieldCount = 0;
        for (var line = 1; parser.Read(); line = parser.RawRow + 1)
        {
            var record = parser.Record!;

            // An odd number of quotes: the last field opened one that only the end of the file ended.
            if (badLine > 0 || (isQuoted && parser.RawRecord.AsSpan().Count('"') % 2 != 0))
            {
                throw Utf8Text.Error(
                    path, line, "a quoted field does not end where it should; quotes inside one are doubled", FirstLine(parser));
            }

            if (columns is null)
            {
                var isHeader = options.HasHeader ?? (options.IdColumn is not null || options.TextColumns is not null || IsHeader(record));
                columns = isHeader ? Columns.Named(path, line, record, options) : Columns.First(path, line, options);
                fieldCount = record.Length;
                if (isHeader)
                {
                    continue;
                }
            }

            if (record.Length < Math.Max(2, columns.Last + 1))
            {
                throw Utf8Text.Error(
                    path, line, $"expected {Math.Max(fieldCount, 2)} fields, got {record.Length}", FirstLine(parser));
            }

            yield return new TextEntry(line, record[columns.Id].Trim(' '), Join(columns.Texts.Select(column => record[column])));
        }
    }

    public static IEnumerable<TextEntry> ReadJsonLines(string path, TextReader reader, TextFileOptions options)
    {
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadJson(path, number, line, options);
            }
        }
    }

    private static TextEntry ReadJson(string path, int number, string line, TextFileOptions options)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(line);
        }
        catch (JsonException exception)
        {
            throw Utf8Text.Error(path, number, $"expected a JSON object; {exception.Message.TrimEnd('.')}", line);
        }

        using (document)
        {
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                throw Utf8Text.Error(path, number, $"expected a JSON object, got {root.ValueKind.ToString().ToLowerInvariant()}", line);
            }

            string[] keys = [.. root.EnumerateObject().Select(property => property.Name)];
            var idKey = options.IdColumn ?? Known(keys, IdNames);
            if (idKey is null || !root.TryGetProperty(idKey, out var id)
                || id.ValueKind is not (JsonValueKind.String or JsonValueKind.Number))
            {
                throw Utf8Text.Error(path, number, $"expected a string or number with the key \"{options.IdColumn ?? "id"}\"", line);
            }

            IReadOnlyList<string> textKeys = options.TextColumns ?? (Known(keys, TextNames) is { } known ? [known] : ["text"]);
            var texts = textKeys
                .Select(key => root.TryGetProperty(key, out var value) ? TextOf(path, number, line, key, value) : null)
                .ToArray();
            return new TextEntry(number, id.ValueKind == JsonValueKind.String ? id.GetString()! : id.GetRawText(), Join(texts));
        }
    }

    private static string? TextOf(string path, int number, string line, string key, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Null => null,
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(element => TextOf(path, number, line, key, element))),
        JsonValueKind.Number => value.GetRawText(),
        _ => throw Utf8Text.Error(
            path, number, $"expected a string with the key \"{key}\", got {value.ValueKind.ToString().ToLowerInvariant()}", line),
    };

    private static string? Join(IEnumerable<string?> texts)
    {
        string[] present = [.. texts.Where(text => !string.IsNullOrWhiteSpace(text))!];
        return present.Length == 0 ? null : string.Join(Joint, present);
    }

    private static bool IsHeader(string[] fields) => Known(fields, IdNames) is not null && Known(fields, TextNames) is not null;

    /// <summary>The first of the known names that is there.</summary>
    private static string? Known(string[] fields, string[] names) =>
        names.Select(name => Array.Find(fields, field => Simplify(field) == name)).FirstOrDefault(field => field is not null);

    private static string Simplify(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static string FirstLine(CsvParser parser) => parser.RawRecord.TrimEnd('\r', '\n').Split('\n')[0];

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
                : throw Utf8Text.Error(path, line, "expected a header, since columns are asked for by name; HasHeader says there is none");

        private static int IndexOf(string path, int line, string[] header, string? name, string[] known, string what)
        {
            var field = name ?? Known(header, known);
            var index = field is null ? -1 : Array.IndexOf(header, field);
            return index >= 0
                ? index
                : throw Utf8Text.Error(
                    path,
                    line,
                    $"expected a column {(name is null ? "" : $"'{name}' ")}with {what}; there are '{string.Join("', '", header)}'. " +
                    $"Choose one with {(known == IdNames ? nameof(TextFileOptions.IdColumn) : nameof(TextFileOptions.TextColumns))}");
        }
    }
}
