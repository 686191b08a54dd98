using System.Runtime.InteropServices;
using DaRec.Embeddings.Files;

namespace DaRec.Text.Internal;

/// <summary>Finished batches as a .npy table, row after row.</summary>
internal sealed class EmbeddingTable
{
    private readonly BatchRun _run;
    private readonly DistinctTexts _rows;
    private readonly TextEmbedderOptions _options;
    private byte[][] _batch = [];
    private int _batchNumber = -1;

    public EmbeddingTable(BatchRun run, DistinctTexts rows, TextEmbedderOptions options)
    {
        (_run, _rows, _options) = (run, rows, options);
        Width = VectorOf(0).Length;
    }

    public int Width { get; }

    /// <summary>Rows that <see cref="TextEmbedderOptions.MissingTexts"/> stands in for; known after <see cref="Write"/>.</summary>
    public int MissingCount { get; private set; }

    /// <summary>Writes the whole table.</summary>
    public void Write(Stream file, CancellationToken cancellationToken)
    {
        var standIn = StandIn(cancellationToken);
        NpyHeader.Write(file, _options.HalfPrecision ? "<f2" : "<f4", [_rows.RowCount, Width]);
        var halves = new Half[Width];
        for (var row = 0; row < _rows.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = VectorOfRow(row);
            var values = vector.IsEmpty ? standIn : vector;
            if (_options.HalfPrecision)
            {
                Narrow(values, halves, row);
                file.Write(MemoryMarshal.AsBytes<Half>(halves));
            }
            else
            {
                file.Write(MemoryMarshal.AsBytes(values));
            }
        }
    }

    private static void Narrow(ReadOnlySpan<float> values, Half[] halves, int row)
    {
        for (var i = 0; i < values.Length; i++)
        {
            halves[i] = (Half)values[i];
            if (!Half.IsFinite(halves[i]))
            {
                throw new InvalidDataException(
                    $"Row {row}: {values[i]} is beyond float16, which ends at {Half.MaxValue}; write float32 or normalise the rows. " +
                    "Nothing has to be asked for again.");
            }
        }
    }

    /// <summary>What rows without a direction get; counts them, too.</summary>
    private float[] StandIn(CancellationToken cancellationToken)
    {
        var sum = new double[Width];
        for (var row = 0; row < _rows.RowCount; row++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var vector = VectorOfRow(row);
            MissingCount += vector.IsEmpty ? 1 : 0;
            for (var i = 0; i < vector.Length; i++)
            {
                sum[i] += vector[i];
            }

            if (vector.IsEmpty && _options.MissingTexts == MissingTexts.Reject)
            {
                throw new InvalidDataException(
                    $"Row {row}: the model makes zeros of the text; change it, or choose what stands in for such rows (MissingTexts).");
            }
        }

        var standIn = new float[Width];
        if (MissingCount == 0 || _options.MissingTexts != MissingTexts.Mean)
        {
            return standIn;
        }

        var count = _rows.RowCount - MissingCount;
        var length = Math.Sqrt(sum.Sum(value => value * value));
        if (count == 0 || length == 0)
        {
            throw new InvalidDataException(
                "The mean of the embeddings, which is to stand in for rows without a text, is zero: the model gave no direction to go by.");
        }

        var scale = 1 / (_options.Normalize ? length : count);
        for (var i = 0; i < standIn.Length; i++)
        {
            standIn[i] = (float)(sum[i] * scale);
        }

        return standIn;
    }

    /// <summary>The embedding of the row's text, or nothing where it has none or one of zeros.</summary>
    private ReadOnlySpan<float> VectorOfRow(int row)
    {
        var number = _rows.NumberOf(row);
        if (number == DistinctTexts.None)
        {
            return [];
        }

        var vector = VectorOf(number);
        if (vector.Length != Width)
        {
            throw new InvalidDataException(
                $"Row {row}: an embedding of width {vector.Length}, where the others have {Width}. The model behind this name seems to " +
                $"have changed between runs: delete {_run.WorkFile} and the cache, if any, and embed anew.");
        }

        return vector.IndexOfAnyExcept(0f) < 0 ? [] : vector;
    }

    private ReadOnlySpan<float> VectorOf(int number)
    {
        var batch = number / _run.BatchSize;
        if (batch != _batchNumber)
        {
            (_batch, _batchNumber) = (_run.ResultsOf(batch), batch);
        }

        return MemoryMarshal.Cast<byte, float>(_batch[number % _run.BatchSize]);
    }
}
