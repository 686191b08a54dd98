using System.Text.Json;
using DaRec.Data;

namespace DaRec.Text.Records;

/// <summary>Records of a file with a JSON object a line; the columns are the keys of the first lines.</summary>
internal sealed class JsonRecords : RecordReader
{
    private const int LinesWithKeys = 1000; // an object may leave out keys that others have

    private readonly string _path;
    private readonly IEnumerator<(int Number, string Line)> _lines;
    private readonly List<string> _names = [];
    private readonly Dictionary<string, int> _needed = new(StringComparer.Ordinal);
    private readonly string?[] _fields;

    public JsonRecords(string path)
    {
        _path = path;
        foreach (var (number, line) in TextLines.Read(path).Take(LinesWithKeys))
        {
            using var document = Parse(number, line);
            _names.AddRange(Properties(number, line, document).Select(property => property.Name).Except(_names).ToArray());
        }

        if (_names.Count == 0)
        {
            throw new InvalidDataException($"{path}: expected JSON objects with keys, one a line; there is none.");
        }

        _fields = new string?[_names.Count];
        _lines = TextLines.Read(path).GetEnumerator();
    }

    public override IReadOnlyList<string> Names => _names;

    public override int ColumnCount => _names.Count;

    public override ReadOnlySpan<char> this[int column] => _fields[column];

    public override void Need(IEnumerable<int> columns)
    {
        foreach (var column in columns)
        {
            _needed[_names[column]] = column;
        }
    }

    public override bool Read()
    {
        if (!_lines.MoveNext())
        {
            return false;
        }

        Array.Clear(_fields);
        var (number, line) = _lines.Current;
        using var document = Parse(number, line);
        foreach (var (name, value) in Properties(number, line, document))
        {
            if (_needed.TryGetValue(name, out var column))
            {
                _fields[column] = JsonText.Of(value, name, Error);
            }
        }

        return true;
    }

    public override InvalidDataException Error(string message) =>
        TextLines.Error(_path, _lines.Current.Number, _lines.Current.Line, message);

    public override void Dispose() => _lines.Dispose();

    private List<(string Name, JsonElement Value)> Properties(int number, string line, JsonDocument document)
    {
        try
        {
            return [.. document.RootElement.EnumerateObject().Select(property => (property.Name, property.Value))];
        }
        catch (InvalidOperationException) // of a name, which is decoded as late as it is asked for
        {
            throw TextLines.Error(_path, number, line, JsonText.HalfCharacter);
        }
    }

    private JsonDocument Parse(int number, string line)
    {
        try
        {
            var document = JsonDocument.Parse(line);
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                return document;
            }

            var kind = document.RootElement.ValueKind.ToString().ToLowerInvariant();
            document.Dispose();
            throw TextLines.Error(_path, number, line, $"expected a JSON object a line, got {kind}");
        }
        catch (JsonException exception)
        {
            throw TextLines.Error(_path, number, line, $"expected a JSON object a line; {exception.Message.TrimEnd('.')}");
        }
    }
}
