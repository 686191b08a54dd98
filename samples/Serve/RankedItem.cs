namespace DaRec.Serve;

/// <summary>An item of a list.</summary>
public sealed record RankedItem
{
    /// <summary>Id of the item.</summary>
    public required string Id { get; init; }

    /// <summary>Title of the item; null where it has none.</summary>
    public string? Title { get; init; }

    /// <summary>What the list is ordered by: an inner product; of similar items a cosine, of popular ones their interactions.</summary>
    public required float Score { get; init; }
}
