namespace DaRec.Serving;

/// <summary>An item in a ranked list.</summary>
public readonly record struct Recommendation
{
    /// <summary>Id of the item; its number in digits where the index has no ids.</summary>
    public required string Id { get; init; }

    /// <summary>Title of the item; null where it has none.</summary>
    public string? Title { get; init; }

    /// <summary>What the list is ordered by: an inner product, a cosine or a number of interactions, as the query says.</summary>
    public required float Score { get; init; }

    /// <summary>Number of the item in the index that answered; another index may number its items otherwise.</summary>
    public required int Number { get; init; }
}
