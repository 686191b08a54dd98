using System.Globalization;
using DaRec.Text.Columns;
using Parquet;
using Parquet.Schema;

namespace DaRec.Text.Records;

/// <summary>Records of a Parquet file; a row group's needed columns are in memory at a time. Columns of lists and structures are passed over.</summary>
internal sealed class ParquetRecords : RecordReader
{
    private readonly string _path;
    private readonly FileStream _file;
    private readonly ParquetStream _pages;
    private readonly ParquetReader _reader;
    private readonly DataField[] _fields;
    private readonly string?[][] _columns; // of the row group
    private int[] _needed = [];
    private int _nextGroup;
    private long _row = -1; // in the file
    private int _at = -1; // in the row group
    private int _count;

    public ParquetRecords(string path)
    {
        _path = path;
        _file = File.OpenRead(path);
        try
        {
            _pages = new ParquetStream(_file, ParquetStructure.Check(_file, path));
            _reader = ParquetFile.Decode(path, () => ParquetReader.CreateAsync(_pages, leaveStreamOpen: true));
            _fields = [.. ParquetFile.Decode(path, () => Task.FromResult(_reader.Schema)).Fields.OfType<DataField>().Where(field => !field.IsArray)];
        }
        catch
        {
            _file.Dispose();
            throw;
        }

        Names = [.. _fields.Select(field => field.Name)];
        _columns = new string?[_fields.Length][];
    }

    public override IReadOnlyList<string> Names { get; }

    public override int ColumnCount => _fields.Length;

    public override ReadOnlySpan<char> this[int column] => _columns[column][_at];

    public override void Need(IEnumerable<int> columns) => _needed = [.. columns.Distinct()];

    public override bool Read()
    {
        while (_at + 1 >= _count)
        {
            if (_nextGroup >= _reader.RowGroupCount)
            {
                return false;
            }

            using var group = ParquetFile.Decode(_path, () => Task.FromResult(_reader.OpenRowGroupReader(_nextGroup)));
            _count = checked((int)group.RowCount);
            foreach (var column in _needed)
            {
                _columns[column] = ParquetFile.Decode(_path, () => ReadAsync(group, _fields[column], _count));
            }

            (_at, _nextGroup) = (-1, _nextGroup + 1);
        }

        _at++;
        _row++;
        return true;
    }

    public override InvalidDataException Error(string message) => new($"{_path}, row {_row} (from 0): {message}.");

    public override void Dispose()
    {
        Task.Run(async () => await _reader.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
        _pages.Dispose();
        _file.Dispose();
    }

    private static async Task<string?[]> ReadAsync(ParquetRowGroupReader group, DataField field, int count)
    {
        var type = field.ClrType;
        return type switch
        {
            _ when type == typeof(string) || type == typeof(ReadOnlyMemory<char>) => await TextsAsync(group, field, count).ConfigureAwait(false),
            _ when type == typeof(long) => await ValuesAsync<long>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(int) => await ValuesAsync<int>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(short) => await ValuesAsync<short>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(sbyte) => await ValuesAsync<sbyte>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(ulong) => await ValuesAsync<ulong>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(uint) => await ValuesAsync<uint>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(ushort) => await ValuesAsync<ushort>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(byte) => await ValuesAsync<byte>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(double) => await ValuesAsync<double>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(float) => await ValuesAsync<float>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(decimal) => await ValuesAsync<decimal>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(Guid) => await ValuesAsync<Guid>(group, field, count).ConfigureAwait(false),
            _ when type == typeof(DateTime) => await ValuesAsync<DateTime>(group, field, count).ConfigureAwait(false),
            _ => throw new InvalidDataException($"column '{field.Name}' holds {type.Name}; expected texts, numbers or times."),
        };
    }

    private static async Task<string?[]> TextsAsync(ParquetRowGroupReader group, DataField field, int count)
    {
        var texts = new string?[count];
        await group.ReadAsync(field, texts.AsMemory()!).ConfigureAwait(false);
        return texts;
    }

    private static async Task<string?[]> ValuesAsync<T>(ParquetRowGroupReader group, DataField field, int count)
        where T : struct, IFormattable
    {
        if (field.IsNullable)
        {
            var nullable = new T?[count];
            await group.ReadAsync(field, nullable.AsMemory()).ConfigureAwait(false);
            return Array.ConvertAll(nullable, value => value is { } known ? Format(known) : null);
        }

        var values = new T[count];
        await group.ReadAsync(field, values.AsMemory()).ConfigureAwait(false);
        return Array.ConvertAll(values, Format);
    }

    private static string Format<T>(T value)
        where T : struct, IFormattable =>
        value.ToString(value is DateTime ? "O" : null, CultureInfo.InvariantCulture);
}
