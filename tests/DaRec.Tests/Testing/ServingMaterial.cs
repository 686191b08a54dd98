using DaRec.Data;
using DaRec.Serving;

namespace DaRec.Tests.Testing;

/// <summary>Small indexes with whole numbers as vectors, so that scores are exact and many are equal.</summary>
internal static class ServingMaterial
{
    public const int Width = 11;
    public const int TextWidth = 6;

    /// <summary>An index with ids "u0", "u1", … and "i0", "i1", …, titles for most items, seen items, a projection and a fold-in.</summary>
    public static RecommenderContents Contents(int users = 40, int items = 300, int seed = 1, int width = Width)
    {
        var random = new Random(seed);
        var itemVectors = Table(random, items, width);
        int[] seenUsers = [.. Enumerable.Range(0, users * 5).Select(_ => random.Next(users))];
        int[] seenItems = [.. seenUsers.Select(_ => random.Next(items))];
        return new RecommenderContents
        {
            Users = Table(random, users, width),
            Items = itemVectors,
            UserIds = Ids("u", users),
            ItemIds = Ids("i", items),
            ItemTitles = [.. Enumerable.Range(0, items).Select(item => item % 7 == 3 ? null : $"Title {item}, with ünïcode\tand tab")],
            Seen = Interactions.FromPairs(seenUsers, seenItems, users, items),
            TextProjection = Projection(random, width),
            FoldIn = new MeanFoldIn(itemVectors, 2),
        };
    }

    public static VectorTable Table(Random random, int rows, int width) =>
        VectorTable.FromArray([.. Enumerable.Range(0, rows * width).Select(_ => (float)random.Next(-2, 3))], width);

    public static VectorTable Texts(int rows, int seed = 9) => VectorTable.FromArray(Normal(new Random(seed), rows * TextWidth), TextWidth);

    public static LinearTextProjection Projection(Random random, int width = Width) =>
        new(Normal(random, TextWidth), Normal(random, width * TextWidth), Normal(random, width));

    public static float[] Normal(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ =>
        (float)(Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble())))];

    public static IdMap Ids(string prefix, int count)
    {
        var ids = new IdMap();
        foreach (var id in Names(prefix, count))
        {
            ids.GetOrAdd(id);
        }

        return ids;
    }

    public static string[] Names(string prefix, int count) => [.. Enumerable.Range(0, count).Select(number => $"{prefix}{number}")];

    public static float[] Values(VectorTable table) => [.. Enumerable.Range(0, table.Count).SelectMany(row => table[row].ToArray())];
}
