using DaRec.Internal;

namespace DaRec.Data;

/// <summary>Interactions of users with items: an immutable sparse matrix, users × items, in CSR form.</summary>
/// <remarks>
/// Interactions are counted in 64 bits; there can be up to 2³¹ − 58 users and as many items. Memory is 4 bytes per interaction and 8 per
/// user. Building takes O(n log n) in the number of a user's items.
/// </remarks>
/// <example>
/// <code>
/// int[] users = [0, 0, 1], items = [2, 0, 2];
/// var interactions = Interactions.FromPairs(users, items, userCount: 2, itemCount: 3);
/// var taken = interactions.ItemsOf(user: 0);                     // 0, 2
/// </code>
/// </example>
public sealed partial class Interactions
{
    /// <summary>As many users or items as an array of their offsets can hold.</summary>
    internal static readonly int MaxCount = Array.MaxLength - 1;

    private readonly RowParts _rows;

    internal Interactions(int itemCount, RowParts rows, long duplicateCount) =>
        (ItemCount, _rows, DuplicateCount) = (itemCount, rows, duplicateCount);

    /// <summary>Number of users; they are numbered from 0 and may have no items.</summary>
    public int UserCount => _rows.RowCount;

    /// <summary>Number of items; they are numbered from 0 and may have no users.</summary>
    public int ItemCount { get; }

    /// <summary>Number of distinct interactions.</summary>
    public long Count => _rows.Count;

    /// <summary>Number of pairs that were dropped when the matrix was built because they had occurred before.</summary>
    public long DuplicateCount { get; }

    /// <summary>
    /// Number of interactions before each user's first, with <see cref="Count"/> at the end; length UserCount + 1.
    /// </summary>
    public ReadOnlySpan<long> Offsets => _rows.Offsets;

    /// <summary>Items of user 0, then of user 1, and so on; length <see cref="Count"/>.</summary>
    /// <exception cref="InvalidOperationException">
    /// More interactions than the 2³¹ − 57 of one span; <see cref="ItemsOf"/> gives those of a user, whatever their number.
    /// </exception>
    public ReadOnlySpan<int> Items => Whole[0];

    /// <summary>Builds a matrix from pairs in any order; repeated pairs are dropped and counted.</summary>
    /// <param name="users">User of each pair, in [0, userCount).</param>
    /// <param name="items">Item of each pair, in [0, itemCount); as many as <paramref name="users"/>.</param>
    /// <param name="userCount">Number of users, ≥ 0.</param>
    /// <param name="itemCount">Number of items, ≥ 0.</param>
    /// <exception cref="ArgumentException">Another number of items than of users.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pair out of range; the message names the first.</exception>
    public static Interactions FromPairs(ReadOnlySpan<int> users, ReadOnlySpan<int> items, int userCount, int itemCount)
    {
        Guard.InRange(userCount, 0, MaxCount);
        Guard.InRange(itemCount, 0, MaxCount);
        if (users.Length != items.Length)
        {
            throw new ArgumentException(
                $"Expected as many items as users; got {users.Length} users and {items.Length} items.", nameof(items));
        }

        var builder = new InteractionsBuilder(userCount, itemCount);
        builder.Count(users, items);
        builder.Place(users, items);
        return builder.Build();
    }

    /// <summary>Builds a matrix from pairs in any order and of any number; repeated pairs are dropped and counted.</summary>
    /// <remarks>While it is built, 8 bytes a pair are taken beside the result.</remarks>
    /// <param name="pairs">User in [0, userCount) and item in [0, itemCount) of each pair; read once.</param>
    /// <param name="userCount">Number of users, ≥ 0.</param>
    /// <param name="itemCount">Number of items, ≥ 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">A pair out of range; the message names the first.</exception>
    public static Interactions FromPairs(IEnumerable<(int User, int Item)> pairs, int userCount, int itemCount)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        Guard.InRange(userCount, 0, MaxCount);
        Guard.InRange(itemCount, 0, MaxCount);
        var (users, items) = (new LongList<int>(), new LongList<int>());
        foreach (var (user, item) in pairs)
        {
            users.Add(user);
            items.Add(item);
        }

        return InteractionsBuilder.Build(users, items, userCount, itemCount);
    }

    /// <summary>Returns a user's items, ascending and distinct.</summary>
    /// <param name="user">In [0, <see cref="UserCount"/>).</param>
    public ReadOnlySpan<int> ItemsOf(int user)
    {
        if ((uint)user >= (uint)UserCount)
        {
            throw new ArgumentOutOfRangeException(nameof(user), user, $"Users are 0 to {UserCount - 1}.");
        }

        return _rows.Row(user);
    }

    /// <summary>Returns whether a user interacted with an item, by binary search.</summary>
    /// <param name="user">In [0, <see cref="UserCount"/>).</param>
    /// <param name="item">Any number; false for numbers out of range.</param>
    public bool Contains(int user, int item) => ItemsOf(user).BinarySearch(item) >= 0;

    /// <summary>Returns the number of users of each item; length <see cref="ItemCount"/>.</summary>
    public int[] ItemDegrees()
    {
        var degrees = new int[ItemCount];
        foreach (var part in _rows.Parts)
        {
            foreach (var item in part)
            {
                degrees[item]++;
            }
        }

        return degrees;
    }

    /// <summary>Returns the matrix items × users: users become items, and items become users.</summary>
    public Interactions Transpose()
    {
        var offsets = new long[ItemCount + 1];
        foreach (var part in _rows.Parts)
        {
            foreach (var item in part)
            {
                offsets[item + 1]++;
            }
        }

        // Users ascend, so every item's users come out sorted.
        var transposed = RowParts.Allocate(RowParts.Accumulate(offsets), _rows.Longest);
        var placed = new int[ItemCount];
        for (var user = 0; user < UserCount; user++)
        {
            foreach (var item in _rows.Row(user))
            {
                transposed.Row(item)[placed[item]++] = user;
            }
        }

        return new Interactions(UserCount, transposed, duplicateCount: 0);
    }

    /// <summary>Returns the user of each of <see cref="Items"/>, ascending, as a new array; length <see cref="Count"/>.</summary>
    /// <exception cref="InvalidOperationException">More interactions than the 2³¹ − 57 of one array.</exception>
    public int[] ToUsers()
    {
        var users = new int[Whole[0].Length];
        for (var user = 0; user < UserCount; user++)
        {
            users.AsSpan((int)Offsets[user]..(int)Offsets[user + 1]).Fill(user);
        }

        return users;
    }

    /// <summary>Keeps a random part of each user's interactions; with the same seed, a smaller part lies within every larger one.</summary>
    /// <remarks>
    /// Of a user's n items, max(1, ⌊share · n + ½⌋) are kept: the first ones of an order that depends on the seed, not on the share.
    /// </remarks>
    /// <param name="share">Share of each user's interactions, in (0, 1]; 1 keeps all.</param>
    /// <param name="seed">Seed of the random orders.</param>
    /// <returns>A matrix of the same users and items; users with any interaction keep at least one.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A share out of range.</exception>
    public Interactions Subsample(double share, int seed)
    {
        if (!(share > 0 && share <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(share), share, "Expected a share in (0, 1]; 1 keeps all.");
        }

        var random = new Random(seed);
        var offsets = new long[UserCount + 1];
        for (var user = 0; user < UserCount; user++)
        {
            offsets[user + 1] = offsets[user] + Portion(_rows.Row(user).Length, share);
        }

        var kept = RowParts.Allocate(offsets, _rows.Longest);
        for (var user = 0; user < UserCount; user++)
        {
            var items = ItemsOf(user).ToArray();
            random.Shuffle(items);
            var first = kept.Row(user);
            items.AsSpan(0, first.Length).CopyTo(first);
            first.Sort();
        }

        return new Interactions(ItemCount, kept, duplicateCount: 0);
    }

    // The small addend takes 0.7 · 45, which is 31.499999999999996 in binary, to 32.
    private static int Portion(int count, double share) => count == 0 ? 0 : Math.Max(1, (int)Math.Floor((share * count) + 0.5 + 1e-9));

    private IReadOnlyList<int[]> Whole => _rows.Parts.Count == 1
        ? _rows.Parts
        : throw new InvalidOperationException(
            $"{Count} interactions are more than one array holds ({_rows.Longest}). {nameof(ItemsOf)} gives those of a user; what needs " +
            $"all in one array takes fewer: {nameof(Subsample)} keeps a share of each user's.");
}
