using System.Globalization;
using DaRec.Internal;

namespace DaRec.Serving;

/// <summary>How many items a query returns, and which of them it may return.</summary>
/// <remarks>A number stands for the options that return as many items: <c>recommender.Recommend(user, 5)</c>.</remarks>
public sealed record RecommendOptions
{
    /// <summary>Ten items, without those that the user has seen.</summary>
    public static RecommendOptions Default { get; } = new();

    /// <summary>k, the number of items to return, ≥ 1; 10 by default. Fewer are returned where fewer are left.</summary>
    public int Count
    {
        get;
        init => field = Guard.AtLeast(value, 1);
    } = 10;

    /// <summary>Whether items that the user has interacted with are left out; true by default. For a history, its own items.</summary>
    public bool ExcludeSeen { get; init; } = true;

    /// <summary>
    /// Ids of the only items that may be returned; null, the default, allows all. Ids that the index does not hold are ignored, so that
    /// a shop's list may be ahead of the index.
    /// </summary>
    public IReadOnlyCollection<string>? AllowedItems { get; init; }

    /// <summary>Ids of items that are never returned; null, the default, blocks none. Ids that the index does not hold are ignored.</summary>
    public IReadOnlyCollection<string>? BlockedItems { get; init; }

    /// <summary>
    /// Says by its number whether an item may be returned; null, the default, allows all. It is asked only for items that would be
    /// among the best otherwise, on any thread, and must give the same answer each time.
    /// </summary>
    public Predicate<int>? Where { get; init; }

    /// <summary>Items with a lower score are left out; null, the default, for no limit.</summary>
    public float? MinimumScore
    {
        get;
        init => field = value is { } score && float.IsNaN(score)
            ? throw new ArgumentOutOfRangeException(nameof(MinimumScore), "Expected MinimumScore to be a number, got NaN.")
            : value;
    }

    /// <summary>Whether ids in a history that the index does not hold are skipped; false, the default, makes them an error.</summary>
    public bool SkipUnknownItems { get; init; }

    /// <summary>The options that return as many items as the number says.</summary>
    /// <param name="count">k, ≥ 1.</param>
    public static implicit operator RecommendOptions(int count) => FromInt32(count);

    /// <summary>The options that return as many items as the number says.</summary>
    /// <param name="count">k, ≥ 1.</param>
    public static RecommendOptions FromInt32(int count) => new() { Count = count };

    /// <summary>The options on one line; lists by their lengths.</summary>
    public override string ToString()
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{nameof(RecommendOptions)} {{ {nameof(Count)} = {Count}, {nameof(ExcludeSeen)} = {ExcludeSeen}, " +
            $"{nameof(AllowedItems)} = {Ids(AllowedItems)}, {nameof(BlockedItems)} = {Ids(BlockedItems)}, " +
            $"{nameof(Where)} = {(Where is null ? "" : "set")}, {nameof(MinimumScore)} = {MinimumScore}, " +
            $"{nameof(SkipUnknownItems)} = {SkipUnknownItems} }}");

        static string Ids(IReadOnlyCollection<string>? ids) => ids is null ? "" : $"{ids.Count} ids";
    }
}
