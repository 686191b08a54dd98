using DaRec.Data;

namespace DaRec.Text.Records;

/// <summary>Records of a table whose fields are separated by tabs, commas or semicolons.</summary>
internal sealed class TableRecords : RecordReader
{
    private readonly DelimitedReader _reader;
    private bool _isAtFirst; // the reader stands at a record that nobody has seen
    private int _needed; // the number of fields that a record must have

    public TableRecords(string path, bool? hasHeader, Predicate<IReadOnlyList<string>> isHeader)
    {
        // A tab in the first line of a .tsv separates; there are no quotes then, and a comma belongs to a text.
        char? separator = Path.GetExtension(path).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? null : '\t';
        separator = separator is null || HeaderGuess.Sample(path, separator) is [{ Length: > 1 }, ..] ? separator : null;
        var sample = HeaderGuess.Sample(path, separator);
        _reader = new DelimitedReader(path, separator);
        if (!_reader.Read())
        {
            _reader.Dispose();
            throw new InvalidDataException($"{path}: expected a table; the file is empty.");
        }

        ColumnCount = _reader.FieldCount;
        _isAtFirst = !(hasHeader ?? (isHeader(sample[0]) || HeaderGuess.LooksLikeHeader(sample)));
        Names = _isAtFirst ? null : sample[0];
    }

    public override IReadOnlyList<string>? Names { get; }

    public override int ColumnCount { get; }

    public override ReadOnlySpan<char> this[int column] => _reader[column];

    public override void Need(IEnumerable<int> columns) => _needed = columns.DefaultIfEmpty(-1).Max() + 1;

    public override bool Read()
    {
        if (!_isAtFirst && !_reader.Read())
        {
            return false;
        }

        _isAtFirst = false;
        return _reader.FieldCount >= _needed
            ? true
            : throw _reader.Error($"expected {Math.Max(ColumnCount, _needed)} fields, got {_reader.FieldCount}");
    }

    public override InvalidDataException Error(string message) => _reader.Error(message);

    public override void Dispose() => _reader.Dispose();
}
