using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Evidence;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>
/// Groups of users and items with texts that tell the groups, trained embeddings that follow them, some items that nobody has taken in
/// training, and some that one to three users have taken.
/// </summary>
internal sealed class ProjectorData : IDisposable
{
    public const int Users = 120;
    public const int Items = 160;
    public const int Cold = 20; // the first items
    public const int Rare = 20; // those that follow
    public const int Groups = 4;
    public const int TextWidth = 24;
    public const int Width = 8;

    public ProjectorData(bool noise = false, int seed = 1)
    {
        var random = new Random(seed);
        var (train, validation) = (new List<(int User, int Item)>(), new List<(int User, int Item)>());
        for (var user = 0; user < Users; user++)
        {
            int[] own = [.. Enumerable.Range(Cold + Rare, Items - Cold - Rare).Where(item => item % Groups == user % Groups)];
            random.Shuffle(own);
            train.AddRange(own[..14].Select(item => (user, item)));
            validation.AddRange(own[14..17].Select(item => (user, item)));
            validation.Add((user, (random.Next(Cold / Groups) * Groups) + (user % Groups)));
        }

        for (var item = Cold; item < Cold + Rare; item++)
        {
            train.AddRange(Enumerable.Range(0, 1 + (item % 3)).Select(at => ((item % Groups) + (at * Groups), item)));
        }

        Training = Of(train);
        Validation = Of(validation);
        var texts = new float[Items, TextWidth];
        for (var item = 0; item < Items; item++)
        {
            for (var column = 0; column < TextWidth; column++)
            {
                texts[item, column] = random.NextSingle() + (!noise && column < 2 * Groups && column % Groups == item % Groups ? 1 : 0);
            }
        }

        Texts = FrozenEmbeddings.FromArray(texts);
        Evidence = TextEvidence.Fit(Texts, Training);
        var (users, items) = (new float[Users, Width], new float[Items, Width]);
        for (var column = 0; column < Width; column++)
        {
            for (var user = 0; user < Users; user++)
            {
                users[user, column] = (column % Groups == user % Groups ? 1 : 0) + (0.3f * random.NextSingle());
            }

            for (var item = 0; item < Items; item++)
            {
                var length = item < Cold ? 0.02f : item < Cold + Rare ? 0.4f : 1;
                items[item, column] = length * ((column % Groups == item % Groups ? 1 : 0) + (0.3f * random.NextSingle()));
            }
        }

        Ranked = Evidence.Append(tensor(users), tensor(items));
    }

    public Interactions Training { get; }

    public Interactions Validation { get; }

    public FrozenEmbeddings Texts { get; }

    public TextEvidence Evidence { get; }

    public RankedEmbeddings Ranked { get; }

    public void Dispose()
    {
        Ranked.Dispose();
        Evidence.Dispose();
        Texts.Dispose();
    }

    private static Interactions Of(List<(int User, int Item)> pairs) => Interactions.FromPairs(
        [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], Users, Items);
}
