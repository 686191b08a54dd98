namespace DaRec.NewItems;

/// <summary>Places among a recommender's embeddings, told from texts.</summary>
internal abstract class TextMap
{
    /// <summary>Writes a place for each text.</summary>
    /// <param name="texts">z, row by row, (count, r).</param>
    /// <param name="count">Number of texts.</param>
    /// <param name="rows">Takes the places: the first d elements of each row of <paramref name="stride"/> elements.</param>
    /// <param name="stride">Elements from a row to the next, at least d.</param>
    public abstract void Place(ReadOnlySpan<float> texts, int count, Span<float> rows, int stride);
}
