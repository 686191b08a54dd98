namespace DaRec.Recommenders.Evaluation;

/// <summary>A third of all items, or of all users, by their number of training interactions.</summary>
/// <remarks>
/// Sorted by that number, and by their own number where it ties, the one at place r of n, counted from 0, is in third ⌊3 r / n⌋. So
/// the thirds are equal in size, or differ by one, and those that tie may be in two of them.
/// </remarks>
public enum PopularityThird
{
    /// <summary>The third with the fewest training interactions, which may be none.</summary>
    Tail,

    /// <summary>The third between.</summary>
    Middle,

    /// <summary>The third with the most.</summary>
    Head,
}
