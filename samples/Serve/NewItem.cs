namespace DaRec.Serve;

/// <summary>An item to add, with the embedding of its text or with the text itself.</summary>
public sealed record NewItem
{
    /// <summary>Id that the index does not have yet.</summary>
    public required string Id { get; init; }

    /// <summary>Title, which lists show; none by default.</summary>
    public string? Title { get; init; }

    /// <summary>Embedding of the text by the encoder that the index was trained with; either this or a text.</summary>
    public float[]? Embedding { get; init; }

    /// <summary>The text; the service embeds it, if it was started with an embedder. Either this or an embedding.</summary>
    public string? Text { get; init; }
}
