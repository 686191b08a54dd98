namespace DaRec.Diagnostics.Explaining;

/// <summary>What an item that the user took adds to the text part of a score.</summary>
public sealed class HistoryPart
{
    /// <summary>Number of the item in the user's history.</summary>
    public required int Item { get; init; }

    /// <summary>What it adds, in units of the score; below 0 it counts against the item that is scored.</summary>
    public required double Part { get; init; }
}
