using DaRec.Data;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>Files of interactions and of ids.</summary>
internal static class InteractionTargets
{
    private const string Shape = "shape.npy";

    // The reader takes so many users and items without interactions.
    private const long MostUsers = (1L << 20) + 10_000;

    public static IEnumerable<FuzzTarget> Create()
    {
        Dictionary<string, byte[]>[] arrays = [Coo(), Csr(), Joint()];
        yield return FuzzTarget.OfFile(".npz", "trn.npz", arrays.Select(SeedFiles.Zip), ReadNpz);
        yield return new FuzzTarget(".npz, arrays", arrays, folder => ReadNpz(Path.Combine(folder, "trn.npz")))
        {
            Assemble = parts => new Dictionary<string, byte[]> { ["trn.npz"] = SeedFiles.Zip(parts) },
        };
        yield return FuzzTarget.OfFile(
            "interactions .tsv",
            "trn.tsv",
            [SeedFiles.Text("u1\ti1\nu2\ti2\nu1\ti3\nü\t日本\n"), SeedFiles.Text("user_id\titem_id\trating\n7\t12\t5\n8\t12\t1\n")],
            ReadDelimited);
        yield return FuzzTarget.OfFile(
            "interactions .csv",
            "trn.csv",
            [SeedFiles.Text("item,user\n\"a, b\",u1\n\"c \"\"d\"\"\",u2\ne,u1\n"), SeedFiles.Text("1;2\n1;3\n2;2\n")],
            ReadDelimited);
        yield return FuzzTarget.OfFile("id map", "items.tsv", [SeedFiles.Text("0\ta\n1\tb c\n2\té\n\n3\t日本\n")], ReadIds);
        yield return FuzzTarget.OfFile(
            "numbered texts", "item_text.tsv", [SeedFiles.Text("0\tfirst\n2\tthird\twith tab\n1\t\n"), SeedFiles.Text("b\tsecond\na\tfirst\n")], ReadTexts);
    }

    private static void ReadNpz(string path)
    {
        var interactions = Interactions.ReadNpz(path);
        WrongAnswerException.Unless(interactions.Count <= 100 * new FileInfo(path).Length, "interactions come from the file");
        WrongAnswerException.Unless(Math.Max(interactions.UserCount, interactions.ItemCount) <= MostUsers * 100, "users are in proportion");
        Check(interactions);
    }

    private static void ReadDelimited(string path)
    {
        var (users, items) = (new IdMap(), new IdMap());
        var interactions = Interactions.ReadDelimited(path, users, items);
        WrongAnswerException.Unless(
            (interactions.UserCount, interactions.ItemCount) == (users.Count, items.Count), "each id has a row, and each row an id");
        Check(interactions);
    }

    private static void Check(Interactions interactions)
    {
        WrongAnswerException.Unless(interactions.Offsets[^1] == interactions.Items.Length, "offsets end with the interactions");
        WrongAnswerException.Unless(
            interactions.Items.IsEmpty || !interactions.Items.ContainsAnyExceptInRange(0, interactions.ItemCount - 1), "items are in range");
    }

    private static void ReadIds(string path)
    {
        var ids = IdMap.Load(path);
        WrongAnswerException.Unless(
            ids.Ids.Index().All(entry => ids.TryGetNumber(entry.Item, out var number) && number == entry.Index), "each id has its number");
    }

    private static void ReadTexts(string path)
    {
        var ids = new IdMap();
        ids.GetOrAdd("a");
        ids.GetOrAdd("b");
        ids.GetOrAdd("c");
        WrongAnswerException.Unless(NumberedTexts.Read(path, 3, ids).Length == 3, "each row has a text or none");
    }

    private static Dictionary<string, byte[]> Coo() => Parts(
        "coo", ("row.npy", SeedFiles.Npy("<i4", [3], 0, 1, 1)), ("col.npy", SeedFiles.Npy("<i4", [3], 2, 0, 1)));

    private static Dictionary<string, byte[]> Csr() => Parts(
        "csr", ("indices.npy", SeedFiles.Npy<long>("<i8", [3], 2, 0, 1)), ("indptr.npy", SeedFiles.Npy<long>("<i8", [3], 0, 1, 3)));

    private static Dictionary<string, byte[]> Joint() => Parts("coo", ("coords.npy", SeedFiles.Npy("<i4", [2, 3], 0, 1, 1, 2, 0, 1)));

    private static Dictionary<string, byte[]> Parts(string format, params (string Name, byte[] Array)[] arrays)
    {
        var parts = arrays.ToDictionary(entry => entry.Name, entry => entry.Array);
        parts["format.npy"] = SeedFiles.NpyText(format);
        parts[Shape] = SeedFiles.Npy<long>("<i8", [2], 2, 3);
        parts["data.npy"] = SeedFiles.Npy<float>("<f4", [3], 1, 1, 1);
        return parts;
    }
}
