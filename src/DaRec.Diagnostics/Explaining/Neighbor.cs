namespace DaRec.Diagnostics.Explaining;

/// <summary>A row of a table that is similar to another row, or to a centre.</summary>
public sealed class Neighbor
{
    /// <summary>Number of the row.</summary>
    public required int Row { get; init; }

    /// <summary>How similar it is: a cosine, in [−1, 1].</summary>
    public required double Similarity { get; init; }
}
