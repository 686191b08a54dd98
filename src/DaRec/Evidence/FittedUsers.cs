using DaRec.Data;

namespace DaRec.Evidence;

/// <summary>The interactions that evidence is fitted to: all, or those of random users where there are very many.</summary>
internal static class FittedUsers
{
    /// <summary>The interactions themselves, or at least so many of them: those of whole users, numbered anew in the same order.</summary>
    /// <param name="interactions">All.</param>
    /// <param name="most">Interactions that suffice.</param>
    /// <param name="seed">Of the draw of users.</param>
    public static Interactions Of(Interactions interactions, long most, int seed)
    {
        if (interactions.Count <= most)
        {
            return interactions;
        }

        int[] users = [.. Enumerable.Range(0, interactions.UserCount)];
        new Random(seed).Shuffle(users);
        var (taken, count) = (0, 0L);
        while (count < most)
        {
            count += interactions.ItemsOf(users[taken++]).Length;
        }

        Array.Sort(users, 0, taken);
        var offsets = new long[taken + 1];
        for (var user = 0; user < taken; user++)
        {
            offsets[user + 1] = offsets[user] + interactions.ItemsOf(users[user]).Length;
        }

        var rows = RowParts.Allocate(offsets);
        for (var user = 0; user < taken; user++)
        {
            interactions.ItemsOf(users[user]).CopyTo(rows.Row(user));
        }

        return Interactions.FromRows(interactions.ItemCount, rows);
    }

    /// <summary>The same interactions among the items that occur, numbered anew in the same order, and their old numbers.</summary>
    public static (Interactions Part, int[] Items) WithTheirItems(Interactions interactions)
    {
        var degrees = interactions.ItemDegrees();
        int[] items = [.. Enumerable.Range(0, degrees.Length).Where(item => degrees[item] > 0)];
        var numbers = new int[degrees.Length];
        for (var at = 0; at < items.Length; at++)
        {
            numbers[items[at]] = at;
        }

        var renumbered = Array.ConvertAll(interactions.Items.ToArray(), item => numbers[item]);
        return (Interactions.FromRows(items.Length, interactions.Offsets.ToArray(), renumbered), items);
    }
}
