using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using DaRec.Data;
using DaRec.Serving;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>A saved index.</summary>
internal static class ServingTargets
{
    private const string Manifest = "manifest.json";
    private const int Users = 6;
    private const int Items = 12;
    private const int Width = 3;
    private const int TextWidth = 4;

    public static IEnumerable<FuzzTarget> Create()
    {
        var files = SeedFiles.Written(folder => Index().Save(Path.Combine(folder, "index")))
            .ToDictionary(entry => Path.GetFileName(entry.Key), entry => entry.Value);
        yield return new FuzzTarget("served folder", [files], Read) { IsDocumented = IsDocumented };
        yield return new FuzzTarget("served folder, checksums right", [files], Read)
        {
            IsDocumented = IsDocumented,
            Mutated = [.. files.Keys.Where(name => name != Manifest)],
            Assemble = WithChecksums,
        };
    }

    private static bool IsDocumented(Exception exception) => exception is InvalidDataException or FileNotFoundException;

    private static void Read(string folder)
    {
        var index = Recommender.Load(folder);
        for (var user = 0; user < Math.Min(index.UserCount, 2); user++)
        {
            var list = index.Recommend(index.UserId(user), 5);
            WrongAnswerException.Unless(list.All(item => float.IsFinite(item.Score)), "scores are finite");
        }

        if (index is { ItemCount: > 0, CanFoldIn: true })
        {
            index.RecommendForHistory([index.ItemId(0)], 5);
        }
    }

    private static Recommender Index()
    {
        var random = new Random(1);
        var (users, items) = (Table(Users, Width), Table(Items, Width));
        var training = Interactions.FromPairs(
            [.. Enumerable.Range(0, Users * 3).Select(at => at % Users)],
            [.. Enumerable.Range(0, Users * 3).Select(at => (at * 5) % Items)],
            Users,
            Items);
        return new Recommender(new RecommenderContents
        {
            Users = users,
            Items = items,
            UserIds = Ids("u", Users),
            ItemIds = Ids("i", Items),
            ItemTitles = [.. Enumerable.Range(0, Items).Select(item => item == 3 ? null : $"Title {item}, ünïcode")],
            Seen = training,
            TextProjection = new LinearTextProjection(Values(TextWidth), Values(TextWidth * Width), Values(Width)),
            FoldIn = Serving.FoldIn.UserFoldIn.Fit(users, items, training),
            Settings = JsonDocument.Parse("""{"seed": 7}""").RootElement,
        });

        VectorTable Table(int rows, int width) => VectorTable.FromArray(Values(rows * width), width);

        float[] Values(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static IdMap Ids(string prefix, int count)
    {
        var ids = new IdMap();
        for (var number = 0; number < count; number++)
        {
            ids.GetOrAdd($"{prefix}{number}");
        }

        return ids;
    }

    private static Dictionary<string, byte[]> WithChecksums(IReadOnlyDictionary<string, byte[]> files)
    {
        var manifest = JsonNode.Parse(files[Manifest])!;
        foreach (var (name, content) in files.Where(entry => entry.Key != Manifest))
        {
            manifest["files"]![name]!["bytes"] = content.Length;
            manifest["files"]![name]!["sha256"] = Convert.ToHexStringLower(SHA256.HashData(content));
        }

        return new Dictionary<string, byte[]>(files) { [Manifest] = Encoding.UTF8.GetBytes(manifest.ToJsonString()) };
    }
}
