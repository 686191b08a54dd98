namespace DaRec.Recommenders.Evaluation;

/// <summary>An item in a user's ranking.</summary>
public readonly struct RankedItem
{
    /// <summary>Number of the item.</summary>
    public required int Item { get; init; }

    /// <summary>Inner product of the item's representation with the user's.</summary>
    public required double Score { get; init; }
}
