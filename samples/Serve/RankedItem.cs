namespace DaRec.Serve;

/// <summary>An item of a list.</summary>
public sealed record RankedItem
{
    /// <summary>Id of the item.</summary>
    public required string Id { get; init; }

    /// <summary>Title of the item; null where it has none.</summary>
    public string? Title { get; init; }

    /// <summary>What the list is ordered by: an inner product, for similar items a cosine, for popular ones a number of interactions.</summary>
    public required float Score { get; init; }
}
