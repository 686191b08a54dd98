using DaRec.Internal;

namespace DaRec.Data;

/// <summary>Interactions of users with items: an immutable sparse matrix, users × items, in CSR form.</summary>
/// <remarks>Memory is 4 bytes per interaction and 4 per user. Building takes O(n log n) in the number of a user's items.</remarks>
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

    private readonly int[] _offsets;
    private readonly int[] _items;

    private Interactions(int itemCount, int[] offsets, int[] items, int duplicateCount)
    {
        ItemCount = itemCount;
        DuplicateCount = duplicateCount;
        _offsets = offsets;
        _items = items;
    }

    /// <summary>Number of users; they are numbered from 0 and may have no items.</summary>
    public int UserCount => _offsets.Length - 1;

    /// <summary>Number of items; they are numbered from 0 and may have no users.</summary>
    public int ItemCount { get; }

    /// <summary>Number of distinct interactions.</summary>
    public int Count => _items.Length;

    /// <summary>Number of pairs that were dropped when the matrix was built because they had occurred before.</summary>
    public int DuplicateCount { get; }

    /// <summary>
    /// Position of each user's first item in <see cref="Items"/>, with <see cref="Count"/> at the end; length UserCount + 1.
    /// </summary>
    public ReadOnlySpan<int> Offsets => _offsets;

    /// <summary>Items of user 0, then of user 1, and so on; length <see cref="Count"/>.</summary>
    public ReadOnlySpan<int> Items => _items;

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

        // Counting sort by user, then each user's items by themselves.
        var offsets = CountByUser(users, items, userCount, itemCount);
        var sorted = new int[items.Length];
        var next = offsets[..userCount];
        for (var i = 0; i < users.Length; i++)
        {
            sorted[next[users[i]]++] = items[i];
        }

        for (var user = 0; user < userCount; user++)
        {
            Array.Sort(sorted, offsets[user], offsets[user + 1] - offsets[user]);
        }

        var kept = DropDuplicates(offsets, sorted);
        return new Interactions(itemCount, offsets, kept == sorted.Length ? sorted : sorted[..kept], sorted.Length - kept);
    }

    /// <summary>Returns a user's items, ascending and distinct.</summary>
    /// <param name="user">In [0, <see cref="UserCount"/>).</param>
    public ReadOnlySpan<int> ItemsOf(int user)
    {
        if ((uint)user >= (uint)UserCount)
        {
            throw new ArgumentOutOfRangeException(nameof(user), user, $"Users are 0 to {UserCount - 1}.");
        }

        return _items.AsSpan(_offsets[user].._offsets[user + 1]);
    }

    /// <summary>Returns whether a user interacted with an item, by binary search.</summary>
    /// <param name="user">In [0, <see cref="UserCount"/>).</param>
    /// <param name="item">Any number; false for numbers out of range.</param>
    public bool Contains(int user, int item) => ItemsOf(user).BinarySearch(item) >= 0;

    /// <summary>Returns the number of users of each item; length <see cref="ItemCount"/>.</summary>
    public int[] ItemDegrees()
    {
        var degrees = new int[ItemCount];
        foreach (var item in _items)
        {
            degrees[item]++;
        }

        return degrees;
    }

    /// <summary>Returns the matrix items × users: users become items, and items become users.</summary>
    public Interactions Transpose()
    {
        var transposedOffsets = new int[ItemCount + 1];
        foreach (var item in _items)
        {
            transposedOffsets[item + 1]++;
        }

        for (var item = 0; item < ItemCount; item++)
        {
            transposedOffsets[item + 1] += transposedOffsets[item];
        }

        // Users ascend, so every item's users come out sorted.
        var transposed = new int[_items.Length];
        var next = transposedOffsets[..ItemCount];
        for (var user = 0; user < UserCount; user++)
        {
            foreach (var item in ItemsOf(user))
            {
                transposed[next[item]++] = user;
            }
        }

        return new Interactions(UserCount, transposedOffsets, transposed, duplicateCount: 0);
    }

    /// <summary>Returns the user of each of <see cref="Items"/>, ascending, as a new array; length <see cref="Count"/>.</summary>
    public int[] ToUsers()
    {
        var users = new int[Count];
        for (var user = 0; user < UserCount; user++)
        {
            users.AsSpan(_offsets[user].._offsets[user + 1]).Fill(user);
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
        var offsets = new int[_offsets.Length];
        var kept = new int[Count];
        for (var user = 0; user < UserCount; user++)
        {
            var items = ItemsOf(user).ToArray();
            random.Shuffle(items);
            var first = items.AsSpan(0, Portion(items.Length, share));
            first.Sort();
            first.CopyTo(kept.AsSpan(offsets[user]));
            offsets[user + 1] = offsets[user] + first.Length;
        }

        return new Interactions(ItemCount, offsets, kept[..offsets[^1]], duplicateCount: 0);
    }

    // The small addend takes 0.7 · 45, which is 31.499999999999996 in binary, to 32.
    private static int Portion(int count, double share) => count == 0 ? 0 : Math.Max(1, (int)Math.Floor((share * count) + 0.5 + 1e-9));

    private static int[] CountByUser(ReadOnlySpan<int> users, ReadOnlySpan<int> items, int userCount, int itemCount)
    {
        var offsets = new int[userCount + 1];
        for (var i = 0; i < users.Length; i++)
        {
            if ((uint)users[i] >= (uint)userCount)
            {
                throw OutOfRange(nameof(users), i, users[i], items[i], userCount, itemCount);
            }

            if ((uint)items[i] >= (uint)itemCount)
            {
                throw OutOfRange(nameof(items), i, users[i], items[i], userCount, itemCount);
            }

            offsets[users[i] + 1]++;
        }

        for (var user = 0; user < userCount; user++)
        {
            offsets[user + 1] += offsets[user];
        }

        return offsets;
    }

    private static int DropDuplicates(int[] offsets, int[] sorted)
    {
        var kept = 0;
        var begin = 0;
        for (var user = 0; user < offsets.Length - 1; user++)
        {
            var end = offsets[user + 1];
            for (var i = begin; i < end; i++)
            {
                if (i == begin || sorted[i] != sorted[i - 1])
                {
                    sorted[kept++] = sorted[i];
                }
            }

            offsets[user + 1] = kept;
            begin = end;
        }

        return kept;
    }

    private static ArgumentOutOfRangeException OutOfRange(string parameter, int index, int user, int item, int userCount, int itemCount) =>
        new(parameter, $"Pair {index} is user {user}, item {item}; there are {userCount} users and {itemCount} items, counted from 0.");
}
