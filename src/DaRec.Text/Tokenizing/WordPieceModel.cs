namespace DaRec.Text.Tokenizing;

/// <summary>What a model's files say about its WordPiece tokenizer.</summary>
/// <param name="Vocabulary">Pieces and their numbers, compared by their exact characters.</param>
/// <param name="Normalizer">How texts are written before they are split.</param>
internal sealed record WordPieceModel(Dictionary<string, int> Vocabulary, BertNormalizer Normalizer)
{
    /// <summary>What marks a piece that continues a word.</summary>
    public string ContinuationPrefix { get; init; } = "##";

    /// <summary>Characters of the longest word that is cut; a longer one is unknown.</summary>
    public int MaxWordLength { get; init; } = 100;

    /// <summary>The token of words that no pieces make up.</summary>
    public required int UnknownId { get; init; }

    /// <summary>What fills rows up to the longest of a batch.</summary>
    public required int PaddingId { get; init; }

    /// <summary>Tokens before a text's own, such as [CLS].</summary>
    public required IReadOnlyList<int> Before { get; init; }

    /// <summary>Tokens after a text's own, such as [SEP].</summary>
    public required IReadOnlyList<int> After { get; init; }

    /// <summary>Tokens that are taken as they are where a text spells them out.</summary>
    public required IReadOnlyDictionary<string, int> SpecialTokens { get; init; }
}
