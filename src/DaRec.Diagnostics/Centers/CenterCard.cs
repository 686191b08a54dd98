using DaRec.Diagnostics.Explaining;

namespace DaRec.Diagnostics.Centers;

/// <summary>A preference centre as people can read it: a group of items that the same users like, and what its texts say.</summary>
public sealed class CenterCard
{
    /// <summary>Number of the centre, from 0, the one with the most items first.</summary>
    public required int Number { get; init; }

    /// <summary>A line made of its most telling words; without texts, its number.</summary>
    public required string Title { get; init; }

    /// <summary>Number of its items, ≥ 1.</summary>
    public required int ItemCount { get; init; }

    /// <summary>Number of users whose items lie, on average, nearer to it than to any other centre; 0 without interactions.</summary>
    public required int UserCount { get; init; }

    /// <summary>Number of items in the group of texts that is matched to it, ≥ 1; null without text embeddings.</summary>
    public int? TextItemCount { get; init; }

    /// <summary>Number of items in both groups; null without text embeddings.</summary>
    public int? SharedItemCount { get; init; }

    /// <summary>The items nearest to the centre, nearest first.</summary>
    public required IReadOnlyList<Neighbor> Items { get; init; }

    /// <summary>The words or tags that tell the texts of its items from all others, most telling first; empty without texts.</summary>
    public required IReadOnlyList<TellingWord> Words { get; init; }

    /// <summary>Title and sizes on one line.</summary>
    public override string ToString() =>
        $"{Title}: {ItemCount} items, {UserCount} users{(TextItemCount is { } texts ? $", {SharedItemCount} of {texts} alike in their texts" : "")}";
}
