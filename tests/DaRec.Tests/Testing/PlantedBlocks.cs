using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Recommenders.Data;

namespace DaRec.Tests.Testing;

/// <summary>Two groups of users and items; users have items of their own group alone, and texts tell the groups apart.</summary>
internal static class PlantedBlocks
{
    public const int UserCount = 40;
    public const int ItemCount = 40;
    public const int TrainItems = 6;
    public const int TextWidth = 12;

    public static Dataset Create(bool validation = true, bool texts = false, int seed = 1)
    {
        var random = new Random(seed);
        var parts = new List<(int User, int Item)>[] { [], [], [] };
        for (var user = 0; user < UserCount; user++)
        {
            var items = Enumerable.Range(0, ItemCount).Where(item => Group(item) == Group(user)).ToArray();
            random.Shuffle(items);
            parts[0].AddRange(items[..TrainItems].Select(item => (user, item)));
            parts[1].AddRange(items[TrainItems..(TrainItems + 2)].Select(item => (user, item)));
            parts[2].AddRange(items[(TrainItems + 2)..(TrainItems + 4)].Select(item => (user, item)));
        }

        return new Dataset(
            Part(parts[0]), validation ? Part(parts[1]) : null, Part(parts[2]), texts ? Texts(random) : null);
    }

    private static int Group(int number) => number % 2;

    private static Interactions Part(List<(int User, int Item)> pairs) => Interactions.FromPairs(
        [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], UserCount, ItemCount);

    private static FrozenEmbeddings Texts(Random random)
    {
        var texts = new float[ItemCount, TextWidth];
        for (var item = 0; item < ItemCount; item++)
        {
            for (var c = 0; c < TextWidth; c++)
            {
                texts[item, c] = random.NextSingle() + (c % 2 == Group(item) ? 1 : 0);
            }
        }

        return FrozenEmbeddings.FromArray(texts);
    }
}
