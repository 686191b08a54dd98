using DaRec.Cli.Inspecting;

namespace DaRec.Cli.Reporting.Findings;

/// <summary>What changed on the users' lists.</summary>
internal sealed class ListChanges
{
    private const int Told = 10;

    /// <summary>Compares.</summary>
    public ListChanges(InspectedRun run, RankedLists before, RankedLists after)
    {
        var (was, now) = (before.Exposure(run.Data.ItemCount), after.Exposure(run.Data.ItemCount));
        (ItemsBefore, ItemsAfter) = (was.Count(count => count > 0), now.Count(count => count > 0));
        ItemChange[] items = [.. Enumerable.Range(0, was.Length).Select(item => new ItemChange(item, was[item], now[item]))];
        Items =
        [
            .. items.OrderByDescending(item => item.After - item.Before).ThenBy(item => item.Item).Take(Told / 2),
            .. items.OrderBy(item => item.After - item.Before).ThenBy(item => item.Item).Take(Told / 2),
        ];
        UserChange[] users =
        [
            .. Enumerable.Range(0, run.Data.UserCount).Select(user => new UserChange(
                user,
                before[user].Intersect(after[user]).Count(),
                after[user].Count,
                run.Data.Test is { } test ? before.Recall(user, test) : null,
                run.Data.Test is { } part ? after.Recall(user, part) : null,
                [.. after[user].Except(before[user]).Take(3)])),
        ];
        Kept = users.Sum(user => (double)user.Kept) / Math.Max(1, users.Sum(user => user.Length));
        Users =
        [
            .. users.OrderBy(user => user.Kept).ThenByDescending(user => Math.Abs((user.RecallAfter ?? 0) - (user.RecallBefore ?? 0)))
                .ThenBy(user => user.User).Take(Told),
        ];
    }

    /// <summary>The share of list entries that stayed.</summary>
    public double Kept { get; }

    /// <summary>Items that were on any list before.</summary>
    public int ItemsBefore { get; }

    /// <summary>Items that are on any list after.</summary>
    public int ItemsAfter { get; }

    /// <summary>The items whose number of lists rose most, then those where it fell most.</summary>
    public IReadOnlyList<ItemChange> Items { get; }

    /// <summary>The users whose lists changed most.</summary>
    public IReadOnlyList<UserChange> Users { get; }
}

/// <summary>An item's lists.</summary>
/// <param name="Item">The item.</param>
/// <param name="Before">Lists that it was on.</param>
/// <param name="After">Lists that it is on.</param>
internal sealed record ItemChange(int Item, int Before, int After);

/// <summary>A user's list.</summary>
/// <param name="User">The user.</param>
/// <param name="Kept">Items that are on it before and after.</param>
/// <param name="Length">Items on it.</param>
/// <param name="RecallBefore">The share of test items found before; null without any.</param>
/// <param name="RecallAfter">The same after.</param>
/// <param name="New">The first items that were not on it before.</param>
internal sealed record UserChange(int User, int Kept, int Length, double? RecallBefore, double? RecallAfter, IReadOnlyList<int> New);
