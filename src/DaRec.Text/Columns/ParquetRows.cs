using DaRec.Internal;
using Parquet.Data;
using Parquet.Schema;
using static TorchSharp.torch;

namespace DaRec.Text.Columns;

/// <summary>Collects the lists of a column, row group after row group, and checks that they are the rows of a table.</summary>
/// <remarks>
/// A repetition level of 0 begins a row. A definition level below the greatest stands for what is not there: one below it for a null
/// among the values where values may be null, and further below for a list that is empty or null.
/// </remarks>
internal sealed class ParquetRows(DataField element, long count, long mostValues, string path)
{
    private Tensor? _table;
    private int _width;

    /// <summary>Rows that were added.</summary>
    public long Filled { get; private set; }

    /// <summary>float32, shape (count, width).</summary>
    /// <exception cref="InvalidDataException">There was no row.</exception>
    public Tensor Table => _table ?? throw new InvalidDataException($"{path}: column '{Column}' has no rows.");

    private string Column => element.Path.FirstPart!;

    /// <summary>Adds a row group's rows.</summary>
    public unsafe void Add(RawColumnData levels, ReadOnlySpan<float> values)
    {
        var repetition = levels.RepetitionLevels;
        var definition = levels.DefinitionLevels;
        if (repetition.Length != definition.Length)
        {
            throw Damaged();
        }

        var next = 0; // the first value that is not taken
        for (var start = 0; start < repetition.Length;)
        {
            var length = CheckedLength(repetition[start..], definition[start..]);
            if (_table is null)
            {
                _width = length;
                _table = Allocate();
            }

            if (length != _width)
            {
                throw Error($"has {length} values; the first row has {_width}, and all must be of one length");
            }

            if (Filled >= count || next + length > values.Length)
            {
                throw Damaged();
            }

            values.Slice(next, length).CopyTo(new Span<float>((float*)TensorMemory.Address(_table) + (Filled * _width), _width));
            Filled++;
            next += length;
            start += length;
        }
    }

    private Tensor Allocate()
    {
        if (count < 0 || (Int128)count * _width > mostValues)
        {
            throw new InvalidDataException(
                $"{path}: column '{Column}' announces {count} rows of {_width} values, more than a file of this length holds.");
        }

        return empty(count, _width, dtype: ScalarType.Float32);
    }

    private InvalidDataException Damaged() =>
        new($"{path}: column '{Column}' has other rows than its file announces; the file is damaged.");

    /// <summary>How many values the first row has; it must have all of them.</summary>
    private int CheckedLength(ReadOnlySpan<int> repetition, ReadOnlySpan<int> definition)
    {
        var following = repetition[1..].IndexOf(0);
        var length = following < 0 ? repetition.Length : following + 1;
        var missing = definition[..length].IndexOfAnyExcept(element.MaxDefinitionLevel);
        return missing switch
        {
            < 0 => length,
            _ when length > 1 || (element.IsNullable && definition[0] == element.MaxDefinitionLevel - 1) =>
                throw Error($"has null at place {missing + 1} of {length}"),
            _ => throw Error("is empty or null; expected an embedding for each row"),
        };
    }

    private InvalidDataException Error(string problem) => new($"{path}: column '{Column}': row {Filled} (from 0) {problem}.");
}
