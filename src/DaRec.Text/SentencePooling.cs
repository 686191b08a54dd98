namespace DaRec.Text;

/// <summary>How a sentence encoder makes one vector of those of a text's tokens.</summary>
public enum SentencePooling
{
    /// <summary>Their mean, padding apart.</summary>
    Mean,

    /// <summary>That of the first token, [CLS].</summary>
    FirstToken,
}
