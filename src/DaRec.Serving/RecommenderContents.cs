using System.Text.Json;
using DaRec.Data;

namespace DaRec.Serving;

/// <summary>What a <see cref="Recommender"/> is made of. Only item vectors are needed.</summary>
/// <remarks>Maps and lists must not change afterwards; vectors and interactions cannot.</remarks>
public sealed record RecommenderContents
{
    /// <summary>Item vectors, shape (n_i, w); finite.</summary>
    public required VectorTable Items { get; init; }

    /// <summary>User vectors, shape (n_u, w); finite. Null, the default, for an index without users of its own.</summary>
    public VectorTable? Users { get; init; }

    /// <summary>Ids of the items in the order of their rows; null, the default, takes the numbers 0, 1, 2, … as ids.</summary>
    public IdMap? ItemIds { get; init; }

    /// <summary>Ids of the users in the order of their rows; null, the default, takes the numbers 0, 1, 2, … as ids.</summary>
    public IdMap? UserIds { get; init; }

    /// <summary>Titles of the items, null for those without; null, the default, for none at all. Line breaks become blanks.</summary>
    public IReadOnlyList<string?>? ItemTitles { get; init; }

    /// <summary>What users have seen, usually the training interactions; null, the default, for nothing.</summary>
    public Interactions? Seen { get; init; }

    /// <summary>Number of training interactions of each item, for <see cref="Recommender.Popular"/>; null counts those of <see cref="Seen"/>.</summary>
    public IReadOnlyList<int>? ItemCounts { get; init; }

    /// <summary>Gives new items their vectors; null, the default, for none: then new items come with vectors.</summary>
    public ITextProjection? TextProjection { get; init; }

    /// <summary>Gives new users their vectors; null, the default, for none: then histories are refused.</summary>
    public IUserFoldIn? FoldIn { get; init; }

    /// <summary>Anything that should be saved with the index, such as how it was trained; an object; null, the default, for nothing.</summary>
    public JsonElement? Settings { get; init; }
}
