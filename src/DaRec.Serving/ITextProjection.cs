namespace DaRec.Serving;

/// <summary>Maps text embeddings to item vectors: where a new item would lie if the recommender had been trained with it.</summary>
/// <remarks>Calls from several threads at a time must be safe. The same text must give the same vector, alone or among others.</remarks>
public interface ITextProjection : IServingComponent
{
    /// <summary>Width e of a text embedding.</summary>
    int TextWidth { get; }

    /// <summary>Width w of an item vector.</summary>
    int VectorWidth { get; }

    /// <summary>Computes item vectors.</summary>
    /// <param name="texts">Text embeddings, row by row, shape (count, e); finite.</param>
    /// <param name="count">Number of texts.</param>
    /// <param name="vectors">Takes the item vectors, row by row, shape (count, w).</param>
    void Project(ReadOnlySpan<float> texts, int count, Span<float> vectors);
}
