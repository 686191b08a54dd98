using Parquet;
using Parquet.Data;
using Parquet.Schema;
using static TorchSharp.torch;

namespace DaRec.Text.Columns;

/// <summary>Reads a column of lists of numbers as a tensor.</summary>
internal static class ParquetTable
{
    /// <summary>The column as float32, shape (rows, length of a list).</summary>
    /// <exception cref="InvalidDataException">The file or the column is not what it should be.</exception>
    public static Tensor Read(string path, string column)
    {
        using var scope = NewDisposeScope();
        using var file = File.OpenRead(path);
        var structure = ParquetStructure.Check(file, path);
        using var pages = new ParquetStream(file, structure);
        var reader = ParquetFile.Decode(path, () => ParquetReader.CreateAsync(pages, leaveStreamOpen: true));
        try
        {
            return Read(reader, path, column, structure.MostValues).MoveToOuterDisposeScope();
        }
        finally
        {
            Task.Run(async () => await reader.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
        }
    }

    private static Tensor Read(ParquetReader reader, string path, string column, long mostValues)
    {
        var field = Find(ParquetFile.Decode(path, () => Task.FromResult(reader.Schema)), path, column);
        var rows = new ParquetRows(field, RowCount(reader, path), mostValues, path);
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = OpenGroup(reader, number, path);
            var expected = rows.Filled + group.RowCount;
            using var data = ParquetFile.Decode(path, () => group.ReadRawColumnDataBaseAsync(field).AsTask());
            var values = data switch
            {
                RawColumnData<double> wide => Narrow(wide.Values),
                RawColumnData<float> single => single.Values,
                _ => throw new InvalidDataException($"{path}: column '{column}' holds other values than its schema says."),
            };
            rows.Add(data, values);
            if (rows.Filled != expected)
            {
                throw new InvalidDataException(
                    $"{path}: row group {number} has other than the {group.RowCount} rows it announces; the file is damaged.");
            }
        }

        return rows.Table;
    }

    private static long RowCount(ParquetReader reader, string path)
    {
        var count = 0L;
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = OpenGroup(reader, number, path);
            count = checked(count + group.RowCount);
        }

        return count;
    }

    private static DataField Find(ParquetSchema schema, string path, string column)
    {
        var field = schema.Fields.FirstOrDefault(field => field.Name == column)
            ?? throw new InvalidDataException(
                $"{path}: there is no column '{column}', only {string.Join(", ", schema.Fields.Select(known => known.Name))}.");
        var element = field switch
        {
            ListField { Item: DataField { IsArray: false } item } => item,
            DataField { IsArray: true } repeated => repeated,
            _ => null,
        };
        return element is { MaxRepetitionLevel: 1 } && (element.ClrType == typeof(float) || element.ClrType == typeof(double))
            ? element
            : throw new InvalidDataException(
                $"{path}: column '{column}' holds {Describe(field)}; expected lists of float or double, a list for each row.");
    }

    private static string Describe(Field field) => field switch
    {
        ListField { Item: DataField item } => $"lists of {item.ClrType.Name}",
        ListField => "lists of lists or structures",
        DataField data => data.ClrType.Name,
        _ => field.SchemaType.ToString(),
    };

    private static float[] Narrow(ReadOnlySpan<double> values)
    {
        var narrow = new float[values.Length];
        for (var i = 0; i < narrow.Length; i++)
        {
            narrow[i] = (float)values[i];
        }

        return narrow;
    }

    private static ParquetRowGroupReader OpenGroup(ParquetReader reader, int number, string path) =>
        ParquetFile.Decode(path, () => Task.FromResult(reader.OpenRowGroupReader(number)));
}
