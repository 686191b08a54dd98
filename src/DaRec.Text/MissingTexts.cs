
namespace DaRec.Text;

/// <summary>What stands in for the embedding of a row that has no text.</summary>
public enum MissingTexts
{
    /// <summary>
    /// The mean of the other rows, at unit length where they are. It has a direction, as every loss over cosines needs, and it leans
    /// towards no text in particular.
    /// </summary>
    Mean,

    /// <summary>
    /// Zeros. A zero row has no direction: losses give it no gradient, and <see cref="Embeddings.EmbeddingCheck"/> reports it, for which
    /// reason training on files refuses it. For tables that something else fills in.
    /// </summary>
    Zeros,

    /// <summary>Nothing: a table with such a row is refused, and blank texts are before anything is sent.</summary>
    Reject,
}
