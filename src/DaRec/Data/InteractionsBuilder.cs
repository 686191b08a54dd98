using DaRec.Internal;

namespace DaRec.Data;

/// <summary>Makes a matrix of pairs that come in blocks: a counting sort by user, then each user's items by themselves.</summary>
/// <param name="userCount">Number of users.</param>
/// <param name="itemCount">Number of items.</param>
/// <param name="longest">Most interactions of a part; null for as many as an array holds.</param>
internal sealed class InteractionsBuilder(int userCount, int itemCount, int? longest = null)
{
    private readonly long[] _counts = new long[userCount + 1];
    private long _seen;
    private RowParts? _rows;
    private int[] _placed = [];

    /// <summary>A matrix of pairs in lists of any length.</summary>
    public static Interactions Build(LongList<int> users, LongList<int> items, int userCount, int itemCount, int? longest = null)
    {
        var builder = new InteractionsBuilder(userCount, itemCount, longest);
        foreach (var (ours, theirs) in users.Blocks.Zip(items.Blocks))
        {
            builder.Count(ours.Span, theirs.Span);
        }

        foreach (var (ours, theirs) in users.Blocks.Zip(items.Blocks))
        {
            builder.Place(ours.Span, theirs.Span);
        }

        return builder.Build();
    }

    /// <summary>First, each block: checks and counts.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A pair out of range; the message names the first.</exception>
    public void Count(ReadOnlySpan<int> users, ReadOnlySpan<int> items)
    {
        for (var i = 0; i < users.Length; i++)
        {
            if ((uint)users[i] >= (uint)userCount)
            {
                throw OutOfRange(nameof(users), _seen + i, users[i], items[i]);
            }

            if ((uint)items[i] >= (uint)itemCount)
            {
                throw OutOfRange(nameof(items), _seen + i, users[i], items[i]);
            }

            _counts[users[i] + 1]++;
        }

        _seen += users.Length;
    }

    /// <summary>Then, each block again: sorts by user.</summary>
    public void Place(ReadOnlySpan<int> users, ReadOnlySpan<int> items)
    {
        var rows = Rows();
        for (var i = 0; i < users.Length; i++)
        {
            rows.Row(users[i])[_placed[users[i]]++] = items[i];
        }
    }

    /// <summary>At the end: the matrix.</summary>
    public Interactions Build()
    {
        var rows = Rows().SortedDistinct();
        return new Interactions(itemCount, rows, _seen - rows.Count);
    }

    private RowParts Rows()
    {
        if (_rows is null)
        {
            _rows = RowParts.Allocate(RowParts.Accumulate(_counts), longest);
            _placed = new int[userCount];
        }

        return _rows;
    }

    private ArgumentOutOfRangeException OutOfRange(string parameter, long index, int user, int item) =>
        new(parameter, $"Pair {index} is user {user}, item {item}; there are {userCount} users and {itemCount} items, counted from 0.");
}
