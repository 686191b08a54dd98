namespace DaRec.Diagnostics.Explaining;

/// <summary>What a direction in which texts differ adds to the text part of a score.</summary>
public sealed class DirectionPart
{
    /// <summary>Number of the direction, a column of the text score, from 0.</summary>
    public required int Direction { get; init; }

    /// <summary>What it adds, in units of the score: above 0 where profile and item lie on one side of it.</summary>
    public required double Part { get; init; }

    /// <summary>Where the item lies on it: positive or negative, in the units of the item's column.</summary>
    public required double ItemValue { get; init; }

    /// <summary>Where the user's profile lies on it, in the same units.</summary>
    public required double ProfileValue { get; init; }
}
