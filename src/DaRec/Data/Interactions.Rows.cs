namespace DaRec.Data;

/// <content>Matrices of rows that are sorted already.</content>
public sealed partial class Interactions
{
    /// <summary>Each part's items, user after user: all interactions, in one array or in several.</summary>
    internal IReadOnlyList<int[]> Parts => _rows.Parts;

    /// <summary>Most interactions of a part.</summary>
    internal int LongestPart => _rows.Longest;

    /// <summary>A matrix of rows as <see cref="Offsets"/> and <see cref="Items"/> give them; the arrays become its own.</summary>
    /// <exception cref="ArgumentException">Offsets that do not ascend from 0 to the end, or a user's items out of order or range.</exception>
    internal static Interactions FromRows(int itemCount, long[] offsets, int[] items)
    {
        CheckOffsets(offsets, items.Length);
        return FromRows(itemCount, new RowParts(offsets, [0, offsets.Length - 1], [items], Array.MaxLength));
    }

    /// <summary>A matrix of rows; the arrays become its own.</summary>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="rows">Of offsets that ascend; each user's items, ascending.</param>
    /// <exception cref="ArgumentException">A user's items out of order or range.</exception>
    internal static Interactions FromRows(int itemCount, RowParts rows)
    {
        for (var user = 0; user < rows.RowCount; user++)
        {
            var own = rows.Row(user);
            for (var i = 0; i < own.Length; i++)
            {
                if (own[i] < 0 || own[i] >= itemCount || (i > 0 && own[i] <= own[i - 1]))
                {
                    throw new ArgumentException(
                        $"Expected items in [0, {itemCount}), ascending for each user; user {user} has {own[i]} out of place.", nameof(rows));
                }
            }
        }

        return new Interactions(itemCount, rows, duplicateCount: 0);
    }

    /// <summary>Throws unless offsets ascend from 0 to the number of items.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal static void CheckOffsets(long[] offsets, long itemCount)
    {
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != itemCount)
        {
            throw new ArgumentException($"Expected offsets from 0 to {itemCount}, one more than users.", nameof(offsets));
        }

        for (var user = 0; user < offsets.Length - 1; user++)
        {
            if (offsets[user] > offsets[user + 1])
            {
                throw new ArgumentException(
                    $"Expected ascending offsets; those of user {user} are {offsets[user]} and {offsets[user + 1]}.", nameof(offsets));
            }
        }
    }

    /// <summary>Throws where users, then items, cannot be numbered together in 32 bits.</summary>
    /// <param name="name">The parameter that these interactions are.</param>
    /// <exception cref="ArgumentException">There are too many.</exception>
    internal void EnsureNumbered(string name)
    {
        if ((long)UserCount + ItemCount > MaxCount)
        {
            throw new ArgumentException($"Expected at most {MaxCount} users and items together, got {(long)UserCount + ItemCount}.", name);
        }
    }

    /// <summary>Throws where there are more interactions than something can take.</summary>
    /// <param name="most">As many as it takes.</param>
    /// <param name="what">What it is, for the message.</param>
    /// <param name="name">The parameter that these interactions are.</param>
    /// <exception cref="ArgumentException">There are more.</exception>
    internal void EnsureAtMost(long most, string what, string name)
    {
        if (Count > most)
        {
            throw new ArgumentException(
                $"Expected at most {most} interactions for {what}, got {Count}. {nameof(Subsample)} keeps a share of each user's.", name);
        }
    }

    /// <summary>The same matrix in parts of at most so many interactions each, as it lies where it is too large for one array.</summary>
    internal Interactions InParts(int longest)
    {
        var rows = RowParts.Allocate([.. _rows.Offsets], longest);
        for (var user = 0; user < UserCount; user++)
        {
            _rows.Row(user).CopyTo(rows.Row(user));
        }

        return new Interactions(ItemCount, rows, DuplicateCount);
    }
}
