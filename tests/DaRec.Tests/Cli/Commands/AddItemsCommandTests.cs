using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Serving;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Cli.Commands;

public sealed class AddItemsCommandTests : IClassFixture<ServedRun>
{
    private static readonly int[] Twins = [3, 40, 77]; // whose texts the new items have

    private readonly ServedRun _served;
    private readonly string _list;
    private readonly string _table;

    public AddItemsCommandTests(ServedRun served)
    {
        _served = served;
        _list = served.Write("new.csv", "sku,title\n" + string.Concat(Twins.Select(twin => $"n{twin},\"Like {twin}, but new\"\n")));
        _table = served["new_emb.npy"];
        File.Delete(EmbeddingManifest.PathFor(_table));
        using var all = NpyFile.Read(Path.Combine(served.Data, "item_emb.npy"));
        using var rows = all[tensor(Twins).to(ScalarType.Int64)];
        NpyFile.Write(_table, rows);
    }

    [Fact]
    public void AddItems_RanksNewItems_AndKeepsAllElse()
    {
        var run = Add("--out", _served["more"]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("3 items added to 120", "% of the places in the first 20 of 150 users", "n40", "Like 77, but new");
        var (before, after) = (Recommender.Load(_served.Service), Recommender.Load(_served["more"]));
        after.ItemCount.Should().Be(ServedRun.Items + 3);
        for (var item = 0; item < ServedRun.Items; item++)
        {
            after.ItemVectors[item].ToArray().Should().Equal(before.ItemVectors[item].ToArray());
        }

        after.ItemTitle(121).Should().Be("Like 40, but new");
        after.ItemVectors[121].ToArray().Should().Contain(value => value != 0);
        after.RecommendForHistory(["n3", "i5"]).Should().HaveCount(10);
        var expected = new float[before.Width];
        using var texts = FrozenEmbeddings.Open(_table);
        using var row = texts.Block(1, 1);
        ProjectionOf(_served.Service).Project(row.data<float>().ToArray(), 1, expected);
        after.ItemVectors[121].ToArray().Should().Equal(expected);
    }

    [Fact]
    public void AddItems_ReplacesTheFolder_OnlyWhenAsked()
    {
        _served.CallExport("--half", "--out", _served["place"]);

        var refused = CliRun.Of("add-items", _list, "--service", _served["place"], "--texts", _table, "--out", _served["place"]);
        var done = CliRun.Of("add-items", _list, "--service", _served["place"], "--texts", _table, "--in-place");
        var again = CliRun.Of("add-items", _list, "--service", _served["place"], "--texts", _table, "--in-place");
        var skipped = CliRun.Of("add-items", _list, "--service", _served["place"], "--texts", _table, "--in-place", "--skip-known");

        (refused.ExitCode, done.ExitCode, again.ExitCode, skipped.ExitCode).Should().Be((2, 0, 1, 0));
        refused.Error.Should().Contain("type --in-place");
        again.Error.Should().Contain("3 of 3 items are there already: 'n3', 'n40', 'n77'. --skip-known leaves them out.");
        skipped.Output.Should().Contain("0 items added to 123");
        File.ReadAllText(Path.Combine(_served["place"], "manifest.json")).Should().Contain("float16");
    }

    [Fact]
    public void AddItems_RefusesTextsOfAnotherModel()
    {
        Manifest(Path.Combine(_served.Data, "item_emb.npy"), ServedRun.Items, "model A");
        _served.CallExport("--out", _served["known"]);
        File.Delete(EmbeddingManifest.PathFor(Path.Combine(_served.Data, "item_emb.npy")));

        var unsaid = CliRun.Of("add-items", _list, "--service", _served["known"], "--texts", _table, "--out", _served["unsaid"]);
        Manifest(_table, 3, "model B");
        var other = CliRun.Of("add-items", _list, "--service", _served["known"], "--texts", _table, "--out", _served["never"]);

        unsaid.ExitCode.Should().Be(0);
        unsaid.Error.Should().Contain("has no manifest, so that nobody can tell whether it is of model A");
        other.ExitCode.Should().Be(1);
        other.Error.Should().Contain("was made by model B, the texts of the other items by model A");
        Directory.Exists(_served["never"]).Should().BeFalse();
    }

    [Fact]
    public void AddItems_RefusesTablesThatDoNotFit()
    {
        var two = _served.Write("two.tsv", "n1\tone\nn2\ttwo\n");
        var twice = _served.Write("twice.tsv", "n1\tone\nn1\ttwo\nn2\tthree\n");
        using var narrow = zeros(3, 7);
        NpyFile.Write(_served["narrow.npy"], narrow);

        Error(two, _table).Should().Contain("has 3 rows").And.Contain("2 items; expected a row for each item").And.Contain("--in-order");
        Error(twice, _table).Should().Contain("1 with an id that occurred before");
        Error(_list, _served["narrow.npy"]).Should().Contain("expected rows of width 16").And.Contain("got 7");

        string Error(string list, string table)
        {
            var run = CliRun.Of("add-items", list, "--service", _served.Service, "--texts", table, "--out", _served["never"]);
            run.ExitCode.Should().Be(1);
            return run.Error;
        }
    }

    [Theory]
    [InlineData("Say which items are new", "--service", "s", "--texts", "t.npy", "--out", "o")]
    [InlineData("Say where the result goes", "new.csv", "--service", "s", "--texts", "t.npy")]
    [InlineData("There is no file new.csv with the new items", "new.csv", "--service", "s", "--texts", "t.npy", "--out", "/no/such")]
    [InlineData("'--texts' is required", "new.csv", "--service", "s", "--out", "o")]
    [InlineData("no place for 'more'", "new.csv", "more", "--service", "s", "--texts", "t.npy", "--out", "o")]
    public void AddItems_SaysWhatIsWrong(string expected, params string[] args)
    {
        var run = CliRun.Of(["add-items", .. args]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
    }

    [Fact]
    public void Encode_FollowsTheLines_InOrder()
    {
        var list = _served.Write("texts.csv", "sku,title,description\nz9,Rain jacket,Light and dry\na1,Tent,For two in the rain\nm5,Stove,Burns gas\n");
        var run = CliRun.Of("encode", "--items", list, "--in-order", "--hashing", "--dim", "16", "--out", _served["encoded"]);
        var numbered = _served.Write("item_text.tsv", "0\tRain jacket\n1\tTent\n2\tStove\n");
        CliRun.Of("encode", "--items", numbered, "--hashing", "--dim", "16", "--out", _served["numbered"]).ExitCode.Should().Be(0);

        run.ExitCode.Should().Be(0);
        Bytes("encoded").Should().Equal(Bytes("numbered"));
        CliRun.Of(
            "add-items", list, "--service", _served.Service, "--texts", Path.Combine(_served["encoded"], "item_emb.npy"), "--out",
            _served["encoded-more"]).ExitCode.Should().Be(0);
        Recommender.Load(_served["encoded-more"]).ItemId(ServedRun.Items).Should().Be("z9");
        CliRun.Of("encode", "--items", list, "--in-order", "--hashing", "--out", _served.Data).Error.Should()
            .Contain("has trn.npz, whose items have an order of their own");

        byte[] Bytes(string folder) => File.ReadAllBytes(Path.Combine(_served[folder], "item_emb.npy"));
    }

    private CliRun Add(params string[] more) => CliRun.Of(["add-items", _list, "--service", _served.Service, "--texts", _table, .. more]);

    private static ItemTextProjection ProjectionOf(string service) => ItemTextProjection.Load(
        DaRec.Serving.Files.ComponentFile.Read(Path.Combine(service, "text_projection.npz")));

    private static void Manifest(string table, int count, string model) => new EmbeddingManifest
    {
        Model = model,
        Count = count,
        Width = 16,
        TextHash = "",
    }.Write(EmbeddingManifest.PathFor(table));
}
