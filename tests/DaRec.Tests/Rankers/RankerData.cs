using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Tests.Testing;
using static TorchSharp.torch;

namespace DaRec.Tests.Rankers;

/// <summary>Small interactions and texts, made up.</summary>
internal static class RankerData
{
    public const int ItemCount = 23;

    /// <summary>Popular items have low numbers; the last item and the last user have nothing.</summary>
    public static Interactions Train(int userCount = 40, int seed = 1)
    {
        var random = new Random(seed);
        var (users, items) = (new List<int>(), new List<int>());
        for (var user = 0; user < userCount - 1; user++)
        {
            for (var n = 0; n < 2 + (user % 5); n++)
            {
                users.Add(user);
                items.Add((int)((ItemCount - 1) * Math.Pow(random.NextDouble(), 1.5)));
            }
        }

        return Interactions.FromPairs([.. users], [.. items], userCount, ItemCount);
    }

    public static Interactions Test(int userCount = 40, int seed = 101) => Train(userCount, seed);

    /// <summary>Texts of the items with something in common, shape (n_i, width).</summary>
    public static FrozenEmbeddings Texts(int width = 6)
    {
        using var scope = NewDisposeScope();
        return FrozenEmbeddings.FromTensor(Tensors.Random(ItemCount, width, 5, ScalarType.Float32).add(1));
    }

    public static double[,] Values(FrozenEmbeddings texts)
    {
        using var rows = texts.Block(0, texts.Count);
        return rows.ToArray();
    }
}
