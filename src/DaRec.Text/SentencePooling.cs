namespace DaRec.Text;

/// <summary>How a sentence encoder pools the vectors of a text's tokens into one vector.</summary>
public enum SentencePooling
{
    /// <summary>The mean of all tokens' vectors, padding excluded.</summary>
    Mean,

    /// <summary>The vector of the first token, [CLS].</summary>
    FirstToken,
}
