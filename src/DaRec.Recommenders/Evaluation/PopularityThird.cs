namespace DaRec.Recommenders.Evaluation;

/// <summary>A third of all items, or of all users, by number of training interactions.</summary>
/// <remarks>
/// All n items are sorted by training interactions, with ties in order of item number; rank r, from 0, belongs to third ⌊3 r / n⌋. Sizes
/// differ by one at most, and items with as many interactions can belong to different thirds. Users are divided in the same way.
/// </remarks>
public enum PopularityThird
{
    /// <summary>The third with the fewest training interactions, possibly none.</summary>
    Tail,

    /// <summary>The third between tail and head.</summary>
    Middle,

    /// <summary>The third with the most training interactions.</summary>
    Head,
}
