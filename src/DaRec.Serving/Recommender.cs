using System.Text.Json;
using DaRec.Serving.Internal;

namespace DaRec.Serving;

/// <summary>An immutable index that ranks items for users: the product of training, as a service needs it.</summary>
/// <remarks>
/// Any number of threads may query at the same time. What changes the index returns a new one that shares what stays the same: swap the
/// reference, and queries under way end with the old index. Nothing here loads native code, and nothing is to be disposed.
/// </remarks>
/// <example>
/// <code>
/// var recommender = Recommender.Load("index");
/// foreach (var item in recommender.Recommend("user-17", 5)) { Console.WriteLine($"{item.Score:f3} {item.Title ?? item.Id}"); }
/// recommender = recommender.WithItems(["sku-9"], VectorTable.FromRows([embedding]), ["A new title"]);
/// </code>
/// </example>
public sealed partial class Recommender
{
    private readonly IndexState _state;

    /// <summary>Creates an index.</summary>
    /// <param name="contents">Vectors, ids and what else there is.</param>
    /// <exception cref="ArgumentException">Parts that do not fit each other, or vectors that are not finite; the message names the row.</exception>
    public Recommender(RecommenderContents contents)
        : this(ContentsCheck.State(contents ?? throw new ArgumentNullException(nameof(contents)), checkVectors: true))
    {
    }

    private Recommender(IndexState state) => _state = state;

    /// <summary>Number of users.</summary>
    public int UserCount => _state.Users.Count;

    /// <summary>Number of items.</summary>
    public int ItemCount => _state.Items.Count;

    /// <summary>Width w of the vectors.</summary>
    public int Width => _state.Items.Width;

    /// <summary>Width e of the text embeddings that <see cref="WithItems"/> and <see cref="SimilarToText"/> expect; null where there is no projection.</summary>
    public int? TextWidth => _state.TextProjection?.TextWidth;

    /// <summary>Whether histories are answered: whether the index has a fold-in.</summary>
    public bool CanFoldIn => _state.FoldIn is not null;

    /// <summary>What was saved with the index; null for nothing.</summary>
    public JsonElement? Settings => _state.Settings;

    /// <summary>Item vectors by number, shape (n_i, w).</summary>
    public VectorTable ItemVectors => _state.Items;

    /// <summary>User vectors by number, shape (n_u, w).</summary>
    public VectorTable UserVectors => _state.Users;

    /// <summary>Finds a user's number.</summary>
    /// <param name="id">Any id.</param>
    /// <param name="number">The number, where the user is known.</param>
    /// <returns>Whether the user is known.</returns>
    public bool TryGetUser(string id, out int number)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _state.UserIds.TryGetNumber(id, out number);
    }

    /// <summary>Finds an item's number.</summary>
    /// <param name="id">Any id.</param>
    /// <param name="number">The number, where the item is known.</param>
    /// <returns>Whether the item is known.</returns>
    public bool TryGetItem(string id, out int number)
    {
        ArgumentNullException.ThrowIfNull(id);
        return _state.ItemIds.TryGetNumber(id, out number);
    }

    /// <summary>Id of a user.</summary>
    /// <param name="number">In [0, <see cref="UserCount"/>).</param>
    public string UserId(int number) => _state.UserIds[Checked(number, UserCount, "Users")];

    /// <summary>Id of an item.</summary>
    /// <param name="number">In [0, <see cref="ItemCount"/>).</param>
    public string ItemId(int number) => _state.ItemIds[Checked(number, ItemCount, "Items")];

    /// <summary>Title of an item; null where it has none.</summary>
    /// <param name="number">In [0, <see cref="ItemCount"/>).</param>
    public string? ItemTitle(int number) => _state.Titles?[Checked(number, ItemCount, "Items")];

    /// <summary>Number of an item's training interactions; 0 for new items.</summary>
    /// <param name="number">In [0, <see cref="ItemCount"/>).</param>
    public int ItemInteractions(int number) => _state.Counts[Checked(number, ItemCount, "Items")];

    /// <summary>Ids of the items that a user has seen, in the order of their numbers.</summary>
    /// <param name="user">Id of the user.</param>
    /// <exception cref="UnknownIdException">There is no such user.</exception>
    public IReadOnlyList<string> Seen(string user)
    {
        var seen = SeenBy(UserNumber(user));
        var ids = new string[seen.Length];
        for (var i = 0; i < seen.Length; i++)
        {
            ids[i] = _state.ItemIds[seen[i]];
        }

        return ids;
    }

    private static int Checked(int number, int count, string what) =>
        (uint)number < (uint)count
            ? number
            : throw new ArgumentOutOfRangeException(nameof(number), number, $"{what} are 0 to {count - 1}.");

    private ReadOnlySpan<int> SeenBy(int user) => _state.Seen is { } seen ? seen.ItemsOf(user) : [];

    private int UserNumber(string user)
    {
        ArgumentNullException.ThrowIfNull(user);
        return _state.UserIds.TryGetNumber(user, out var number)
            ? number
            : throw Unknown("user", [user], nameof(user), _state.UserIds);
    }

    private int ItemNumber(string item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return _state.ItemIds.TryGetNumber(item, out var number)
            ? number
            : throw Unknown("item", [item], nameof(item), _state.ItemIds);
    }

    private static UnknownIdException Unknown(string what, List<string> unknown, string parameter, IdLayers known)
    {
        const int shown = 8;
        var names = string.Join(", ", unknown.Take(shown).Select(id => $"'{id}'")) + (unknown.Count > shown ? ", …" : "");
        var look = known.Count == 0 ? "none" : known.AreNumbers ? $"0 to {known.Count - 1}" : $"such as '{known[0]}'";
        return new UnknownIdException($"The index has no {what} {names}; it has {known.Count} {what}s, {look}.", parameter, unknown);
    }
}
