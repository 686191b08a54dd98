using System.Text.Json;
using DaRec.Data;

namespace DaRec.Serving.Internal;

/// <summary>Checks what an index is made of.</summary>
internal static class ContentsCheck
{
    /// <summary>The state of an index of these contents.</summary>
    /// <param name="contents">The contents.</param>
    /// <param name="checkVectors">Whether each vector is looked at, which reads a mapped table as a whole.</param>
    /// <exception cref="ArgumentException">Parts that do not fit each other, or vectors that are not finite.</exception>
    public static IndexState State(RecommenderContents contents, bool checkVectors)
    {
        var items = contents.Items ?? throw Error("item vectors, got null", nameof(contents.Items));
        var users = contents.Users ?? VectorTable.Own([], items.Width);
        if (users.Width != items.Width)
        {
            throw Error($"user vectors as wide as item vectors ({items.Width}), got width {users.Width}", nameof(contents.Users));
        }

        CheckCount(contents.ItemIds?.Count, items.Count, "items", nameof(contents.ItemIds));
        CheckCount(contents.UserIds?.Count, users.Count, "users", nameof(contents.UserIds));
        CheckCount(contents.ItemTitles?.Count, items.Count, "items", nameof(contents.ItemTitles));
        CheckCount(contents.ItemCounts?.Count, items.Count, "items", nameof(contents.ItemCounts));
        CheckSeen(contents.Seen, users.Count, items.Count);
        CheckProjection(contents.TextProjection, items.Width);
        if (contents.Settings is { ValueKind: not JsonValueKind.Object } settings)
        {
            throw Error($"settings that are a JSON object, got {settings.ValueKind}", nameof(contents.Settings));
        }

        var state = new IndexState
        {
            Users = users,
            Items = items,
            UserIds = IdLayers.Of(contents.UserIds, users.Count),
            ItemIds = IdLayers.Of(contents.ItemIds, items.Count),
            Titles = contents.ItemTitles is { } titles ? [.. titles.Select(Internal.Titles.Clean)] : null,
            Counts = Counts(contents, items.Count),
            Seen = contents.Seen,
            TextProjection = contents.TextProjection,
            FoldIn = contents.FoldIn,
            Settings = contents.Settings?.Clone(),
        };
        if (checkVectors)
        {
            Finite.Check(items, "item", nameof(contents.Items), row => state.ItemIds[row]);
            Finite.Check(users, "user", nameof(contents.Users), row => state.UserIds[row]);
        }

        return state;
    }

    private static int[] Counts(RecommenderContents contents, int itemCount)
    {
        if (contents.ItemCounts is { } given)
        {
            return given.All(count => count >= 0)
                ? [.. given]
                : throw Error($"numbers of interactions ≥ 0, got {given.First(count => count < 0)}", nameof(contents.ItemCounts));
        }

        var counts = new int[itemCount];
        contents.Seen?.ItemDegrees().CopyTo(counts, 0);
        return counts;
    }

    private static void CheckSeen(Interactions? seen, int userCount, int itemCount)
    {
        if (seen is not null && (seen.UserCount != userCount || seen.ItemCount > itemCount))
        {
            throw Error(
                $"seen items of {userCount} users among at most {itemCount} items, got {seen.UserCount} users and {seen.ItemCount} items",
                nameof(RecommenderContents.Seen));
        }
    }

    private static void CheckProjection(ITextProjection? projection, int width)
    {
        if (projection is not null && projection.VectorWidth != width)
        {
            throw Error(
                $"a text projection to vectors of width {width}, got {projection.VectorWidth}", nameof(RecommenderContents.TextProjection));
        }
    }

    private static void CheckCount(int? count, int expected, string what, string name)
    {
        if (count is { } arrived && arrived != expected)
        {
            throw Error($"{name} of {expected} {what}, got {arrived}", name);
        }
    }

    private static ArgumentException Error(string expected, string name) => new($"Expected {expected}.", name);
}
