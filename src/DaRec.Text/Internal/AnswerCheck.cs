using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;

namespace DaRec.Text.Internal;

/// <summary>Refuses answers that cannot be used, and makes bytes of the others.</summary>
internal sealed class AnswerCheck(DistinctTexts rows, int? expectedWidth, bool normalizes)
{
    private int _width = expectedWidth ?? 0;

    public byte[][] Accept(int[] numbers, GeneratedEmbeddings<Embedding<float>>? embeddings)
    {
        var arrived = embeddings?.Count ?? 0;
        if (arrived != numbers.Length)
        {
            var at = arrived < numbers.Length
                ? $"row {rows.FirstRowOf(numbers[arrived])} is the first without one"
                : $"row {rows.FirstRowOf(numbers[^1])} was the last asked for";
            throw new InvalidDataException($"Expected {numbers.Length} embeddings for as many texts, got {arrived}; {at}.");
        }

        return [.. numbers.Select((number, i) => ToBytes(embeddings![i].Vector.Span, rows.FirstRowOf(number)))];
    }

    private byte[] ToBytes(ReadOnlySpan<float> vector, int row)
    {
        var width = Interlocked.CompareExchange(ref _width, vector.Length, 0);
        width = width == 0 ? vector.Length : width;
        if (vector.IsEmpty || vector.Length != width)
        {
            throw new InvalidDataException($"Row {row}: expected an embedding of width {width}, got {vector.Length}.");
        }

        var column = vector.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (column >= 0)
        {
            throw new InvalidDataException(
                $"Row {row}: expected finite numbers, got {vector[column]} in column {column} of the embedding.");
        }

        var values = vector.ToArray();
        if (normalizes)
        {
            UnitLength.Apply(values); // zeros stay zeros: the table's stand-in takes their place
        }

        return MemoryMarshal.AsBytes<float>(values).ToArray();
    }
}
