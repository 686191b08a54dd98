using DaRec.Data;
using DaRec.Internal;

namespace DaRec.Recommenders.Data;

/// <summary>Interactions with their times, each user's in the order in which they happened; for splits by time.</summary>
/// <remarks>Up to 2³¹ − 57 interactions. Memory is 12 bytes per interaction. Building takes O(n log n) in the number of a user's items.</remarks>
public sealed class TimedInteractions
{
    private readonly int[] _offsets;
    private readonly int[] _items;
    private readonly double[] _times;

    private TimedInteractions(int itemCount, int[] offsets, int[] items, double[] times, int duplicateCount) =>
        (ItemCount, _offsets, _items, _times, DuplicateCount) = (itemCount, offsets, items, times, duplicateCount);

    /// <summary>Number of users; they are numbered from 0 and may have no items.</summary>
    public int UserCount => _offsets.Length - 1;

    /// <summary>Number of items; they are numbered from 0 and may have no users.</summary>
    public int ItemCount { get; }

    /// <summary>Number of distinct pairs of user and item.</summary>
    public int Count => _items.Length;

    /// <summary>Number of pairs that were dropped because the same pair occurred at an earlier time.</summary>
    public int DuplicateCount { get; }

    /// <summary>Times of user 0's items, then of user 1's, and so on, as <see cref="TimesOf"/> gives them.</summary>
    internal ReadOnlySpan<double> Times => _times;

    /// <summary>Builds the interactions from pairs in any order; of repeated pairs the earliest stays.</summary>
    /// <param name="users">User of each pair, in [0, userCount).</param>
    /// <param name="items">Item of each pair, in [0, itemCount); as many as <paramref name="users"/>.</param>
    /// <param name="times">
    /// Time of each pair, finite, in any unit, larger for later; as many as <paramref name="users"/>. Of equal times of a user, that of the
    /// pair that comes first counts as the earlier one.
    /// </param>
    /// <param name="userCount">Number of users, ≥ 0.</param>
    /// <param name="itemCount">Number of items, ≥ 0.</param>
    /// <exception cref="ArgumentException">Other numbers of items, users and times.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A pair out of range, or a time that is not finite; the message names the first.</exception>
    public static TimedInteractions FromPairs(
        ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<double> times, int userCount, int itemCount)
    {
        Guard.AtLeast(userCount, 0);
        Guard.AtLeast(itemCount, 0);
        if (users.Length != items.Length || users.Length != times.Length)
        {
            throw new ArgumentException(
                $"Expected as many items and times as users; got {users.Length} users, {items.Length} items and {times.Length} times.",
                nameof(times));
        }

        // Counting sort by user, which keeps the order of the pairs; then each user's pairs by time.
        var offsets = Offsets(users, items, times, userCount, itemCount);
        var next = offsets[..userCount];
        var sorted = new Entry[users.Length];
        for (var i = 0; i < users.Length; i++)
        {
            sorted[next[users[i]]++] = new Entry(times[i], i, items[i]);
        }

        for (var user = 0; user < userCount; user++)
        {
            sorted.AsSpan(offsets[user]..offsets[user + 1]).Sort();
        }

        var kept = DropRepeated(offsets, sorted, itemCount);
        var (keptItems, keptTimes) = (new int[kept], new double[kept]);
        for (var i = 0; i < kept; i++)
        {
            (keptItems[i], keptTimes[i]) = (sorted[i].Item, sorted[i].Time);
        }

        return new TimedInteractions(itemCount, offsets, keptItems, keptTimes, sorted.Length - kept);
    }

    /// <summary>Returns a user's items, the earliest first; they are distinct.</summary>
    /// <param name="user">In [0, <see cref="UserCount"/>).</param>
    public ReadOnlySpan<int> ItemsOf(int user) => _items.AsSpan(Range(user));

    /// <summary>Returns the times of a user's items, ascending, in the order of <see cref="ItemsOf"/>.</summary>
    /// <param name="user">In [0, <see cref="UserCount"/>).</param>
    public ReadOnlySpan<double> TimesOf(int user) => _times.AsSpan(Range(user));

    /// <summary>Returns the interactions without their times.</summary>
    public Interactions ToInteractions()
    {
        var pairs = new PairList();
        for (var user = 0; user < UserCount; user++)
        {
            pairs.Add(user, ItemsOf(user));
        }

        return pairs.Build(UserCount, ItemCount);
    }

    /// <summary>Returns what is left with some users and items alone; numbers stay.</summary>
    internal TimedInteractions Where(bool[] hasUser, bool[] hasItem)
    {
        var offsets = new int[_offsets.Length];
        List<int> items = [];
        List<double> times = [];
        for (var user = 0; user < UserCount; user++)
        {
            for (var i = _offsets[user]; i < _offsets[user + 1] && hasUser[user]; i++)
            {
                if (hasItem[_items[i]])
                {
                    items.Add(_items[i]);
                    times.Add(_times[i]);
                }
            }

            offsets[user + 1] = items.Count;
        }

        return new TimedInteractions(ItemCount, offsets, [.. items], [.. times], duplicateCount: 0);
    }

    private Range Range(int user) => (uint)user < (uint)UserCount
        ? _offsets[user].._offsets[user + 1]
        : throw new ArgumentOutOfRangeException(nameof(user), user, $"Expected a user from 0 to {UserCount - 1}.");

    private static int[] Offsets(
        ReadOnlySpan<int> users, ReadOnlySpan<int> items, ReadOnlySpan<double> times, int userCount, int itemCount)
    {
        var offsets = new int[userCount + 1];
        for (var i = 0; i < users.Length; i++)
        {
            if ((uint)users[i] >= (uint)userCount || (uint)items[i] >= (uint)itemCount)
            {
                throw new ArgumentOutOfRangeException(
                    (uint)users[i] >= (uint)userCount ? nameof(users) : nameof(items),
                    $"Pair {i} is user {users[i]}, item {items[i]}; there are {userCount} users and {itemCount} items, counted from 0.");
            }

            if (!double.IsFinite(times[i]))
            {
                throw new ArgumentOutOfRangeException(nameof(times), $"Expected finite times, got {times[i]} for pair {i}.");
            }

            offsets[users[i] + 1]++;
        }

        for (var user = 0; user < userCount; user++)
        {
            offsets[user + 1] += offsets[user];
        }

        return offsets;
    }

    private static int DropRepeated(int[] offsets, Entry[] sorted, int itemCount)
    {
        var lastUser = new int[itemCount]; // 1 + the user that was last seen with the item
        var (kept, begin) = (0, 0);
        for (var user = 0; user < offsets.Length - 1; user++)
        {
            var end = offsets[user + 1];
            for (var i = begin; i < end; i++)
            {
                if (lastUser[sorted[i].Item] != user + 1)
                {
                    lastUser[sorted[i].Item] = user + 1;
                    sorted[kept++] = sorted[i];
                }
            }

            (offsets[user + 1], begin) = (kept, end);
        }

        return kept;
    }

    private readonly record struct Entry(double Time, int Place, int Item) : IComparable<Entry>
    {
        public int CompareTo(Entry other)
        {
            var byTime = Time.CompareTo(other.Time);
            return byTime != 0 ? byTime : Place.CompareTo(other.Place);
        }
    }
}
