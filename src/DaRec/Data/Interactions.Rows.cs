namespace DaRec.Data;

/// <content>Matrices of rows that are sorted already.</content>
public sealed partial class Interactions
{
    /// <summary>A matrix of rows as <see cref="Offsets"/> and <see cref="Items"/> give them; the arrays become its own.</summary>
    /// <exception cref="ArgumentException">Offsets that do not ascend from 0 to the end, or a user's items out of order or range.</exception>
    internal static Interactions FromRows(int itemCount, int[] offsets, int[] items)
    {
        if (offsets.Length == 0 || offsets[0] != 0 || offsets[^1] != items.Length)
        {
            throw new ArgumentException($"Expected offsets from 0 to {items.Length}, one more than users.", nameof(offsets));
        }

        for (var user = 0; user < offsets.Length - 1; user++)
        {
            var (begin, end) = (offsets[user], offsets[user + 1]);
            if (begin > end || end > items.Length)
            {
                throw new ArgumentException($"Expected ascending offsets; those of user {user} are {begin} and {end}.", nameof(offsets));
            }

            for (var i = begin; i < end; i++)
            {
                if (items[i] < 0 || items[i] >= itemCount || (i > begin && items[i] <= items[i - 1]))
                {
                    throw new ArgumentException(
                        $"Expected items in [0, {itemCount}), ascending for each user; user {user} has {items[i]} out of place.", nameof(items));
                }
            }
        }

        return new Interactions(itemCount, offsets, items, duplicateCount: 0);
    }
}
