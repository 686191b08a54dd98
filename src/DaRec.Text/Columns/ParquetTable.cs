using Parquet;
using Parquet.Data;
using Parquet.Schema;
using static TorchSharp.torch;

namespace DaRec.Text.Columns;

/// <summary>Reads a column of lists of numbers as a tensor.</summary>
internal static class ParquetTable
{
    /// <summary>HRESULTs of IOExceptions that damage leads to: the library's own, and of a seek to before the file's first byte.</summary>
    private static readonly int[] DamageCodes =
    [
        unchecked((int)0x80131620), // no number of the system's
        22, // Unix: EINVAL
        unchecked((int)0x80070057), // Windows: ERROR_INVALID_PARAMETER
        unchecked((int)0x80070083), // Windows: ERROR_NEGATIVE_SEEK
    ];

    /// <summary>The column as float32, shape (rows, length of a list).</summary>
    /// <exception cref="InvalidDataException">The file or the column is not what it should be.</exception>
    public static Tensor Read(string path, string column)
    {
        using var scope = NewDisposeScope();
        using var file = File.OpenRead(path);
        var reader = Decode(path, () => ParquetReader.CreateAsync(file, leaveStreamOpen: true));
        try
        {
            return Read(reader, path, column).MoveToOuterDisposeScope();
        }
        finally
        {
            Task.Run(async () => await reader.DisposeAsync().ConfigureAwait(false)).GetAwaiter().GetResult();
        }
    }

    private static Tensor Read(ParquetReader reader, string path, string column)
    {
        var field = Find(Decode(path, () => Task.FromResult(reader.Schema)), path, column);
        var rows = new ParquetRows(field, RowCount(reader, path), path);
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            using var group = OpenGroup(reader, number, path);
            var expected = rows.Filled + group.RowCount;
            using var data = Decode(path, () => group.ReadRawColumnDataBaseAsync(field).AsTask());
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
        Decode(path, () => Task.FromResult(reader.OpenRowGroupReader(number)));

    /// <summary>Runs a call of the library, which meets damage with whatever the damaged place leads to.</summary>
    private static T Decode<T>(string path, Func<Task<T>> start)
    {
        try
        {
            // On a thread of the pool, so that no synchronisation context of the caller can lock up.
            return Task.Run(start).GetAwaiter().GetResult();
        }
        catch (Exception exception) when (IsDamage(exception))
        {
            throw new InvalidDataException($"{path}: no Parquet file that can be read: {exception.Message.Split('\n')[0]}", exception);
        }
    }

    // A fault of the disk, which has a number of the system's, or of memory is no damage to the content.
    private static bool IsDamage(Exception exception) => exception switch
    {
        OutOfMemoryException or UnauthorizedAccessException => false,
        EndOfStreamException => true,
        IOException => DamageCodes.Contains(exception.HResult),
        _ => true,
    };
}
