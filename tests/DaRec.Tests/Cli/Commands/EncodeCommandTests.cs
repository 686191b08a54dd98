using DaRec.Embeddings;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using DaRec.Tests.Text.Onnx;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class EncodeCommandTests : IDisposable
{
    private readonly SmallData _data = new(hasEmbeddings: false);

    public EncodeCommandTests()
    {
        _data.Write("item_text.tsv", SmallData.Texts(SmallData.Items, "item"));
        _data.Write("user_text.tsv", SmallData.Texts(SmallData.Users, "user"));
    }

    [Fact]
    public void Hashing_MakesEmbeddings_ThatTrainTakes()
    {
        var run = Encode("--users", _data["user_text.tsv"], "--hashing", "--dim", "8");

        run.ExitCode.Should().Be(0);
        run.Error.Should().StartWith("note: where items have texts, train's default alignment uses those alone;");
        run.Output.Should().Contain("item_emb.npy: 40 rows of width 8, float32, hashing-8-").And.Contain("darec train --data");
        Directory.GetFiles(_data.Root).Select(Path.GetFileName).Should().BeEquivalentTo(
            "trn.npz", "val.npz", "tst.npz", "item_text.tsv", "user_text.tsv",
            "item_emb.npy", "item_emb.manifest.json", "user_emb.npy", "user_emb.manifest.json");
        var training = _data.Train("--align", "darec", "--sample-size", "16");
        training.ExitCode.Should().Be(0);
        training.Error.Should().BeEmpty();
    }

    [Fact]
    public void Hashing_MakesTheSameFiles_WhateverWasThereBefore()
    {
        Encode("--hashing").ExitCode.Should().Be(0);
        var first = File.ReadAllBytes(_data["item_emb.npy"]);
        var again = Encode("--hashing");
        File.Delete(_data["item_emb.npy"]);

        Encode("--hashing", "--batch-size", "7").ExitCode.Should().Be(0);

        File.ReadAllBytes(_data["item_emb.npy"]).Should().Equal(first);
        again.Output.Should().Contain("40 of 40 texts, 40 of them from before");
    }

    [Fact]
    public void Onnx_RunsTheModelOfAFolder()
    {
        using var model = new TemporaryFolder();
        var tiny = new TinySentenceModel();
        tiny.Save(model);

        var run = Encode("--onnx", model.Root);

        run.ExitCode.Should().Be(0);
        using var table = FrozenEmbeddings.Open(_data["item_emb.npy"]);
        using var row = table.Gather([3]);
        var expected = tiny.Expected("item 3 of quiet rain | tag3");
        row.data<float>().ToArray().Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-5);
    }

    [Fact]
    public void Half_WritesHalfPrecision()
    {
        Encode("--hashing", "--half").ExitCode.Should().Be(0);

        EmbeddingManifest.Read(_data["item_emb.manifest.json"]).ElementType.Should().Be("float16");
        using var table = FrozenEmbeddings.Open(_data["item_emb.npy"]);
        (table.Count, table.Width).Should().Be((SmallData.Items, 384));
    }

    [Fact]
    public void Rows_AreAsManyAsTheDataHave_WhereTheTextsAreFewer()
    {
        _data.Write("item_text.tsv", SmallData.Texts(SmallData.Items - 3, "item"));

        var run = Encode("--hashing", "--dim", "4");

        run.ExitCode.Should().Be(0);
        run.Error.Should().Be($"warning: 3 of 40 items have no text.{Environment.NewLine}");
        run.Output.Should().Contain("3 without a text hold the mean of the others");
        using var table = FrozenEmbeddings.Open(_data["item_emb.npy"]);
        table.Count.Should().Be(SmallData.Items);
        table.Check().IsClean.Should().BeTrue();
    }

    [Fact]
    public void Out_MayBeANewFolder()
    {
        var run = CliRun.Of("encode", "--items", _data["item_text.tsv"], "--hashing", "--out", _data[Path.Combine("a", "b")]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().NotContain("darec train");
        Directory.GetFiles(_data[Path.Combine("a", "b")]).Should().HaveCount(2);
    }

    [Fact]
    public void ProfilesFrom_MakesUsersOfTheirTrainingItems()
    {
        var run = Encode("--profiles-from", _data["trn.npz"], "--hashing", "--dim", "5");

        run.ExitCode.Should().Be(0);
        using var users = FrozenEmbeddings.Open(_data["user_emb.npy"]);
        (users.Count, users.Width).Should().Be((SmallData.Users, 5));

        var other = Encode("--profiles-from", _data["val.npz"], "--hashing");
        other.ExitCode.Should().Be(2);
        other.Error.Should().Contain("expected the training part");
    }

    [Fact]
    public void Ids_DecideOnTheRows_WhereTheInteractionsAreText()
    {
        using var folder = new TemporaryFolder();
        folder.Write("trn.tsv", "ann\tz\nann\tx\nbob\ty\n");
        folder.Write("catalogue.csv", "id,title,more\nx,first words,a\ny,second thing,b\nq,nobody's,c\nz,third matter,d\n");

        var run = CliRun.Of(
            "encode", "--items", folder["catalogue.csv"], "--text-columns", "title,more", "--profiles-from", folder["trn.tsv"],
            "--endpoint", "http://127.0.0.1:1/v1", "--model", "m", "--retries", "0", "--out", folder.Root);
        run.ExitCode.Should().Be(1, "nobody listens there");
        run.Error.Should().Contain("note: 1 items have a text and no training interaction; they follow the others in items.tsv.").And.Contain("could not be reached");

        using var endpoint = new FakeEndpoint();
        CliRun.Of(
            "encode", "--items", folder["catalogue.csv"], "--text-columns", "title,more", "--profiles-from", folder["trn.tsv"],
            "--endpoint", endpoint.Address, "--model", "m", "--out", folder.Root).ExitCode.Should().Be(0);

        endpoint.Requests.First().Texts.Should().Equal("third matter | d", "first words | a", "second thing | b", "nobody's | c");
        File.ReadAllText(folder["items.tsv"]).Should().Be("0\tz\n1\tx\n2\ty\n3\tq\n");
        File.ReadAllText(folder["users.tsv"]).Should().Be("0\tann\n1\tbob\n");
        using var data = DatasetFolder.Open(folder.Root);
        (data.ItemCount, data.ItemEmbeddings!.Count).Should().Be((4, 4));
        data.UserEmbeddings!.Count.Should().Be(2);
    }

    [Fact]
    public void Items_AreThoseOfTheFolder_WhereNoneAreNamed()
    {
        var titles = CliRun.Of("encode", "--hashing", "--dim", "4", "--out", _data.Root);
        EmbeddingManifest.Read(_data["item_emb.manifest.json"]).TextFile.Should().Be("item_text.tsv");
        _data.Write("item_source.tsv", SmallData.Texts(SmallData.Items, "long"));
        CliRun.Of("encode", "--hashing", "--dim", "4", "--out", _data.Root).ExitCode.Should().Be(0);

        titles.ExitCode.Should().Be(0);
        EmbeddingManifest.Read(_data["item_emb.manifest.json"]).TextFile.Should().Be("item_source.tsv");
        using (var data = DatasetFolder.Open(_data.Root))
        {
            data.Warnings.Should().BeEmpty("what is shown need not be what was embedded");
            data.ItemText(0).Should().StartWith("item 0");
        }

        File.Delete(_data["item_text.tsv"]);
        File.Delete(_data["item_source.tsv"]);
        var none = CliRun.Of("encode", "--hashing", "--out", _data.Root);
        none.ExitCode.Should().Be(2);
        none.Error.Should().Contain("Say where the texts of the items are, --items FILE");
    }

    [Fact]
    public void Embedded_TextsFromElsewhere_AreNotComparedWithThoseThatAreShown()
    {
        using var elsewhere = new TemporaryFolder();
        var texts = elsewhere.Write("item_text.tsv", SmallData.Texts(SmallData.Items, "other"));

        CliRun.Of("encode", "--items", texts, "--hashing", "--dim", "4", "--out", _data.Root).ExitCode.Should().Be(0);

        using var data = DatasetFolder.Open(_data.Root);
        data.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void ItemText_MayHaveIds_InTheFolderToo()
    {
        using var folder = new TemporaryFolder();
        folder.Write("trn.tsv", "ann\tz\nann\tx\nbob\ty\n");
        folder.Write("item_text.tsv", "y\tsecond\nx\tfirst\nz\tthird\n");

        CliRun.Of("encode", "--hashing", "--dim", "2", "--out", folder.Root).ExitCode.Should().Be(0);

        using var data = DatasetFolder.Open(folder.Root);
        Enumerable.Range(0, 3).Select(data.ItemText).Should().Equal("third", "first", "second");
        data.Warnings.Should().BeEmpty();
    }

    [Fact]
    public void Encode_SaysTheRemedyInFlags_WhereIdsHaveNoRows()
    {
        var catalogue = _data.Write("p.jsonl", "{\"sku\": \"A\", \"title\": \"x\"}\n");

        var rows = CliRun.Of("encode", "--items", catalogue, "--id-column", "sku", "--hashing", "--out", _data["new"]);
        using var folder = new TemporaryFolder();
        folder.Write("trn.tsv", "ann\tA\n");
        var typo = CliRun.Of("encode", "--items", catalogue, "--text-columns", "titel", "--hashing", "--out", folder.Root);

        (rows.ExitCode, typo.ExitCode).Should().Be((1, 1));
        rows.Error.Should().Contain("darec import").And.Contain("into --out first").And.NotContain("Options");
        typo.Error.Should().Contain("expected the key 'titel' in some line; there are 'sku', 'title'. Choose with --text-columns.");
    }

    [Theory]
    [InlineData("Say what encodes the texts")]
    [InlineData("Say one thing that encodes", "--hashing", "--onnx", ".")]
    [InlineData("--endpoint needs the model's name", "--endpoint", "http://x/v1")]
    [InlineData("--model belongs to --endpoint", "--hashing", "--model", "m")]
    [InlineData("--threads belongs to --onnx", "--hashing", "--threads", "2")]
    [InlineData("--key-variable belongs to --endpoint", "--hashing", "--key-variable", "K")]
    [InlineData("--dim does not go with --onnx", "--onnx", ".", "--dim", "3")]
    [InlineData("--dim 5000: Expected Width in [1, 4096]", "--hashing", "--dim", "5000")]
    [InlineData("--dim 0: expected a whole number", "--hashing", "--dim", "0")]
    [InlineData("--batch-size x: expected a whole number", "--hashing", "--batch-size", "x")]
    [InlineData("no folder /no/such to --onnx", "--onnx", "/no/such")]
    [InlineData("no file /no/such to --users", "--hashing", "--users", "/no/such")]
    [InlineData("--users and --profiles-from exclude", "--hashing", "--users", "u", "--profiles-from", "trn.npz")]
    [InlineData("expected the service's base address", "--endpoint", "localhost:11434", "--model", "m")]
    [InlineData("expected the service's base address", "--endpoint", "http://me:secret@host/v1", "--model", "m")]
    [InlineData("expected the service's base address", "--endpoint", "ftp://host/v1", "--model", "m")]
    public void Encode_SaysWhatIsWrong_WhenCalledWrongly(string expected, params string[] options)
    {
        var run = Encode(options);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("darec: ").And.Contain(expected).And.NotContain("secret");
        run.Error.TrimEnd().Split('\n').Length.Should().BeLessThanOrEqualTo(2);
    }

    [Fact]
    public void Encode_LeavesATableThatItHasNotMade_UnlessToldOtherwise()
    {
        byte[] own = [1, 2, 3];
        File.WriteAllBytes(_data["item_emb.npy"], own);

        var refused = Encode("--hashing");
        var kept = File.ReadAllBytes(_data["item_emb.npy"]);
        var replaced = Encode("--hashing", "--replace");

        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain("item_emb.npy is there already, and encode has not made it").And.Contain("--replace");
        kept.Should().Equal(own);
        replaced.ExitCode.Should().Be(0);
        Encode("--hashing", "--dim", "9").ExitCode.Should().Be(0, "it has a manifest now");
    }

    [Fact]
    public void Encode_NamesTheLine_OfAMalformedFile()
    {
        _data.Write("item_text.tsv", "0\ta\nx\tb\n");

        var run = Encode("--hashing");

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("item_text.tsv, line 2");
        File.Exists(_data["item_emb.npy"]).Should().BeFalse();
    }

    public void Dispose() => _data.Dispose();

    private CliRun Encode(params string[] options) =>
        CliRun.Of(["encode", "--items", _data["item_text.tsv"], "--out", _data.Root, .. options]);
}
