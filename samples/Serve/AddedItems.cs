namespace DaRec.Serve;

/// <summary>What an addition did.</summary>
public sealed record AddedItems
{
    /// <summary>Number of items that were added.</summary>
    public required int Added { get; init; }

    /// <summary>Number of items that are ranked from now on.</summary>
    public required int ItemCount { get; init; }
}
