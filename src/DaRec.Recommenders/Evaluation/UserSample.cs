using DaRec.Data;

namespace DaRec.Recommenders.Evaluation;

/// <summary>A held-out part with the interactions of some users alone.</summary>
/// <param name="Part">Of the same users and items.</param>
/// <param name="From">How many users they were drawn from; null where all are there.</param>
internal readonly record struct UserSample(Interactions Part, int? From)
{
    /// <summary>Draws users among those who count: who have an item with training interactions in the part.</summary>
    /// <param name="part">The part.</param>
    /// <param name="count">How many users, ≥ 1; null for all.</param>
    /// <param name="seed">Seed of the draw.</param>
    /// <param name="items">Tells which items have training interactions.</param>
    public static UserSample Of(Interactions part, int? count, int seed, WarmItems items)
    {
        int[] users = count is null ? [] : [.. Enumerable.Range(0, part.UserCount).Where(user => items.HasAny(part.ItemsOf(user), isWarm: true))];
        if (count is not { } wanted || wanted >= users.Length)
        {
            return new UserSample(part, null);
        }

        new Random(seed).Shuffle(users);
        Array.Sort(users, 0, wanted);
        var (offsets, next) = (new long[part.UserCount + 1], 0);
        for (var user = 0; user < part.UserCount; user++)
        {
            var isDrawn = next < wanted && users[next] == user;
            offsets[user + 1] = offsets[user] + (isDrawn ? part.ItemsOf(user).Length : 0);
            next += isDrawn ? 1 : 0;
        }

        var rows = RowParts.Allocate(offsets, part.LongestPart);
        foreach (var user in users.AsSpan(0, wanted))
        {
            part.ItemsOf(user).CopyTo(rows.Row(user));
        }

        return new UserSample(Interactions.FromRows(part.ItemCount, rows), users.Length);
    }
}
