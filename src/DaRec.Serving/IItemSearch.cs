namespace DaRec.Serving;

/// <summary>Finds items with about the highest inner products in less time than looking at all of them: an approximate index.</summary>
/// <remarks>
/// The seam of <see cref="Recommender.WithSearch"/>. It is worth its while for millions of items: the exact search looks at 100,000 of
/// width 96 in milliseconds, which graph indexes in memory do not beat by much and at the price of missing some. What is found is scored anew from the item vectors, so that scores are exact and
/// only an item that is not found is missing. Calls from several threads at a time must be safe.
/// </remarks>
public interface IItemSearch
{
    /// <summary>
    /// Number n of items that are searched: those numbered 0 to n − 1. Items that an index has beyond them, such as new ones, are
    /// all scored.
    /// </summary>
    int ItemCount { get; }

    /// <summary>Finds items.</summary>
    /// <param name="query">A user's vector, shape (w).</param>
    /// <param name="items">Takes distinct numbers of items, the best in any order; as many as fit.</param>
    /// <returns>How many were found; fewer than fit where the search knows no more.</returns>
    int Find(ReadOnlySpan<float> query, Span<int> items);
}
