using DaRec.Internal;

namespace DaRec.NewItems;

/// <summary>Rows to rank new items with, computed from their texts alone. Needs no native library; made by an <see cref="ItemProjector"/>.</summary>
/// <remarks>
/// <code>row = s [v(z) | 2 z],   z = √e Qᵀ (t − t̄) / ‖t − t̄‖</code>
/// with the place v(z) of an <see cref="ItemMap"/>, the columns of the text score where there are any, which count twice for items that
/// have nothing else of their own, and the level s. Immutable; any number of threads may use it at a time. The same text gives the
/// same row to the last bit, alone or among others.
/// </remarks>
public sealed class ItemProjection
{
    /// <summary>The weight of the text score for items without interactions, against that of others.</summary>
    internal const float TextFactor = 2;

    private const int BlockTexts = 64;

    private readonly float[] _mean; // t̄, (e)
    private readonly float[] _basis; // √e Qᵀ, (r, e)
    private readonly int _rank; // r

    internal ItemProjection(float[] mean, float[] basis, TextMap map, int placeWidth, int textColumns, float level)
    {
        (_mean, _basis, _rank, Map, Level) = (mean, basis, basis.Length / mean.Length, map, level);
        (PlaceWidth, TextColumns) = (placeWidth, textColumns);
    }

    /// <summary>e, width of a text embedding.</summary>
    public int TextWidth => _mean.Length;

    /// <summary>w, width of a row.</summary>
    public int Width => PlaceWidth + TextColumns;

    /// <summary>s ≥ 0, the factor of all rows.</summary>
    public float Level { get; }

    internal TextMap Map { get; }

    internal int PlaceWidth { get; }

    internal int TextColumns { get; }

    internal ReadOnlySpan<float> Mean => _mean;

    internal ReadOnlySpan<float> Basis => _basis;

    /// <summary>Computes rows, on all cores where there are many.</summary>
    /// <param name="texts">Text embeddings, row by row, shape (count, e); finite.</param>
    /// <param name="count">Number of texts, ≥ 0.</param>
    /// <param name="rows">Takes the rows, shape (count, w).</param>
    /// <exception cref="ArgumentException">Spans of another size.</exception>
    public void Project(ReadOnlySpan<float> texts, int count, Span<float> rows)
    {
        Guard.AtLeast(count, 0);
        if (texts.Length != (long)count * TextWidth || rows.Length != (long)count * Width)
        {
            throw new ArgumentException(
                $"Expected {count} texts of width {TextWidth} and room for rows of width {Width}, " +
                $"got {texts.Length} and {rows.Length} elements.",
                nameof(texts));
        }

        ForEachBlock(texts, TextWidth, count, rows, ProjectBlock);
    }

    /// <summary>The same at another level.</summary>
    internal ItemProjection At(float level) => new(_mean, _basis, Map, PlaceWidth, TextColumns, level);

    /// <summary>Rows of texts whose z is at hand, (count, r).</summary>
    internal void WriteAll(ReadOnlySpan<float> directions, int count, Span<float> rows) =>
        ForEachBlock(directions, _rank, count, rows, Write);

    private delegate void Block(ReadOnlySpan<float> source, int count, Span<float> rows);

    private unsafe void ForEachBlock(ReadOnlySpan<float> source, int width, int count, Span<float> rows, Block action)
    {
        fixed (float* first = source, row = rows)
        {
            var (from, to) = ((nint)first, (nint)row);
            Parallel.For(0, (count + BlockTexts - 1) / BlockTexts, block =>
            {
                var (start, size) = ((nint)block * BlockTexts, Math.Min(BlockTexts, count - (block * BlockTexts)));
                action(
                    new ReadOnlySpan<float>((float*)from + (start * width), size * width),
                    size,
                    new Span<float>((float*)to + (start * Width), size * Width));
            });
        }
    }

    private void Write(ReadOnlySpan<float> directions, int count, Span<float> rows)
    {
        Map.Place(directions, count, rows, Width);
        for (var row = 0; row < count; row++)
        {
            var target = rows.Slice(row * Width, Width);
            for (var column = 0; column < TextColumns; column++)
            {
                target[PlaceWidth + column] = TextFactor * directions[(row * _rank) + column];
            }

            foreach (ref var value in target)
            {
                value *= Level;
            }
        }
    }

    private void ProjectBlock(ReadOnlySpan<float> texts, int count, Span<float> rows)
    {
        var (centred, directions) = (new float[count * TextWidth], new float[count * _rank]);
        Center(texts, centred);
        InnerProducts.Compute(centred, count, _basis, _rank, TextWidth, directions, _rank); // (count, r)
        Write(directions, count, rows);
    }

    private void Center(ReadOnlySpan<float> texts, Span<float> centred)
    {
        for (var start = 0; start < texts.Length; start += TextWidth)
        {
            var row = centred.Slice(start, TextWidth);
            for (var column = 0; column < row.Length; column++)
            {
                row[column] = texts[start + column] - _mean[column];
            }

            RowMath.ToUnitLength(row);
        }
    }
}
