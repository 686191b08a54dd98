namespace DaRec.Text;

/// <summary>What a row of an embedding table holds that has no text.</summary>
public enum MissingTexts
{
    /// <summary>The mean of the other rows, scaled to unit length where they are; every loss on cosines can use it.</summary>
    Mean,

    /// <summary>
    /// Zeros. Losses give such a row no gradient, <see cref="Embeddings.EmbeddingCheck"/> reports it, and training on files refuses it.
    /// Use it where the rows are filled in later.
    /// </summary>
    Zeros,

    /// <summary>Nothing: a table with such a row is refused; blank texts are refused before any request.</summary>
    Reject,
}
