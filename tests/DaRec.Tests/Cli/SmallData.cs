using DaRec.Tests.Testing;

namespace DaRec.Tests.Cli;

/// <summary>A random dataset in a folder: 30 users, 40 items, embeddings of width 6 for both.</summary>
internal sealed class SmallData : IDisposable
{
    public const int Users = 30;
    public const int Items = 40;

    private readonly TemporaryFolder _folder = new();

    /// <summary>Writes the folder.</summary>
    /// <param name="hasEmbeddings">Whether there are texts.</param>
    /// <param name="hasNewItems">Whether validation and test have items alone that have no training interaction, six of them.</param>
    /// <param name="coldItems">How many items, the first ones, nobody has taken in training.</param>
    public SmallData(bool hasEmbeddings = true, bool hasNewItems = false, int coldItems = 0)
    {
        var random = new Random(1);
        var (train, validation, test) = (new List<(int, int)>(), new List<(int, int)>(), new List<(int, int)>());
        for (var user = 0; user < Users; user++)
        {
            int[] items = [.. Enumerable.Range(0, Items)];
            random.Shuffle(items);
            if (hasNewItems)
            {
                int[] old = [.. items.Where(item => item < Items - 6)];
                train.AddRange(old[..20].Select(item => (user, item)));
                validation.Add((user, Items - 6 + (user % 3)));
                test.Add((user, Items - 3 + (user % 3)));
                continue;
            }

            train.AddRange(items[..8].Where(item => item >= coldItems).Select(item => (user, item)));
            validation.AddRange(items[8..11].Select(item => (user, item)));
            test.AddRange(items[11..14].Select(item => (user, item)));
        }

        foreach (var (name, pairs) in new[] { ("trn.npz", train), ("val.npz", validation), ("tst.npz", test) })
        {
            _folder.Write(name, NpzBytes.Coo([.. pairs.Select(p => p.Item1)], [.. pairs.Select(p => p.Item2)], [Users, Items]));
        }

        _folder.Write("item_text.tsv", "0\tthe first\n");
        if (hasEmbeddings)
        {
            _folder.Write("item_emb.npy", Embeddings(Items));
            _folder.Write("user_emb.npy", Embeddings(Users));
        }

        byte[] Embeddings(int count) =>
            NpyBytes.Array("<f4", $"({count}, 6)", [.. Enumerable.Range(0, count * 6).Select(_ => random.NextSingle() - 0.5f)]);
    }

    /// <summary>Lines of number and text, as item_text.tsv has them.</summary>
    public static string Texts(int count, string kind) => string.Concat(Enumerable.Range(0, count).Select(
        number => $"{number}\t{kind} {number} of {(number % 3 == 0 ? "quiet rain" : "loud drums")} | tag{number % 7}\n"));

    public string Root => _folder.Root;

    public string this[string name] => _folder[name];

    public string Write(string name, string content) => _folder.Write(name, content);

    public string Write(string name, byte[] content) => _folder.Write(name, content);

    /// <summary>Trains for 4 epochs, looking twice.</summary>
    public CliRun Train(params string[] more) =>
        CliRun.Of(["train", "--data", Root, "--epochs", "4", "--evaluate-every", "2", "--learning-rate", "0.01", .. more]);

    public void Dispose() => _folder.Dispose();
}
