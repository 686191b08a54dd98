namespace DaRec.Diagnostics.Explaining;

/// <summary>Where the score of a user for an item comes from.</summary>
/// <remarks>
/// <code>Score = Collaborative + Text,   Text = Σ History = Σ Directions + OtherDirections</code>
/// each to rounding. Parts may be below 0: they count against the item.
/// </remarks>
public sealed class ScoreExplanation
{
    /// <summary>Number of the user.</summary>
    public required int User { get; init; }

    /// <summary>Number of the item.</summary>
    public required int Item { get; init; }

    /// <summary>Training interactions of the item. The rows of items with few may have been placed by their texts, in both parts.</summary>
    public required int ItemInteractions { get; init; }

    /// <summary>The score, by which items are ranked for the user.</summary>
    public required double Score { get; init; }

    /// <summary>The part of the recommender's own columns.</summary>
    public required double Collaborative { get; init; }

    /// <summary>The part of the text score's columns; 0 without them.</summary>
    public required double Text { get; init; }

    /// <summary>The text part by the items of the user's history, the largest first.</summary>
    public required IReadOnlyList<HistoryPart> History { get; init; }

    /// <summary>The text part by directions of the texts, the largest by amount first, as many as were asked for.</summary>
    public required IReadOnlyList<DirectionPart> Directions { get; init; }

    /// <summary>The text part of all other directions together.</summary>
    public required double OtherDirections { get; init; }
}
