namespace DaRec.Text.Records;

/// <summary>Reads a table record by record, whatever its format: .csv, .tsv, JSON lines or Parquet.</summary>
internal abstract class RecordReader : IDisposable
{
    private static readonly string[] Tables = [".csv", ".tsv", ".txt", ".inter", ".item", ".user"];
    private static readonly string[] JsonLines = [".jsonl", ".ndjson", ".json"];

    /// <summary>Names of the columns; null for a table without a header.</summary>
    public abstract IReadOnlyList<string>? Names { get; }

    /// <summary>Number of columns, by the first record.</summary>
    public abstract int ColumnCount { get; }

    /// <summary>A field of the record, empty where it has none; valid until the next is read.</summary>
    /// <param name="column">One of the columns that <see cref="Need"/> named.</param>
    public abstract ReadOnlySpan<char> this[int column] { get; }

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; its extension says the format.</param>
    /// <param name="hasHeader">Whether the first line of a table names its columns; null detects it.</param>
    /// <param name="isHeader">Whether fields are names of columns, as far as somebody knows them.</param>
    /// <exception cref="InvalidDataException">Another extension, or a file that is damaged or empty.</exception>
    public static RecordReader Open(string path, bool? hasHeader, Predicate<IReadOnlyList<string>> isHeader)
    {
        var extension = Path.GetExtension(path).ToLowerInvariant();
        return extension switch
        {
            _ when Tables.Contains(extension) => new TableRecords(path, hasHeader, isHeader),
            _ when JsonLines.Contains(extension) => new JsonRecords(path),
            ".parquet" or ".pq" => new ParquetRecords(path),
            _ => throw new InvalidDataException(
                $"{path}: expected {string.Join(", ", [.. Tables.Take(3), .. JsonLines])} or .parquet, got '{extension}'; rename the file."),
        };
    }

    /// <summary>Says which columns will be asked for, before the first record is read; others need not be decoded.</summary>
    public abstract void Need(IEnumerable<int> columns);

    /// <summary>Moves to the next record; false at the end.</summary>
    /// <exception cref="InvalidDataException">A malformed record; the message names it.</exception>
    public abstract bool Read();

    /// <summary>An error that names the file and the record.</summary>
    public abstract InvalidDataException Error(string message);

    /// <inheritdoc/>
    public abstract void Dispose();
}
