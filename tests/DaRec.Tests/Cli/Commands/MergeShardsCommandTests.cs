using DaRec.Embeddings;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class MergeShardsCommandTests : IDisposable
{
    private readonly SmallData _data = new(hasEmbeddings: false);

    public MergeShardsCommandTests()
    {
        var lines = SmallData.Texts(SmallData.Items, "item").Split('\n');
        lines[^2] = lines[^2].Split('\t')[0] + "\t"; // one item without a text
        _data.Write("item_text.tsv", string.Join('\n', lines));
    }

    [Theory]
    [InlineData()]
    [InlineData("--half")]
    public void Merge_GivesTheTableOfOneRun(params string[] options)
    {
        Encode(options).ExitCode.Should().Be(0);
        var (whole, manifest) = (File.ReadAllBytes(_data["item_emb.npy"]), File.ReadAllText(_data["item_emb.manifest.json"]));
        File.Delete(_data["item_emb.npy"]);
        File.Delete(_data["item_emb.manifest.json"]);
        for (var shard = 3; shard >= 1; shard--)
        {
            Encode([$"--shard", $"{shard}/3", .. options]).Output.Should().Contain($"item_emb.shard-{shard}-of-3.npy").And.Contain("merge-shards");
        }

        var run = Merge();

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("item_emb.npy: 40 rows of width 8").And.Contain("1 without a text hold the mean");
        File.ReadAllText(_data["item_emb.manifest.json"]).Should().Be(manifest);
        if (options.Length == 0)
        {
            File.ReadAllBytes(_data["item_emb.npy"]).Should().Equal(whole);
        }

        using var table = FrozenEmbeddings.Open(_data["item_emb.npy"]);
        table.Check().IsClean.Should().BeTrue();
        _data.Train("--align", "darec", "--sample-size", "16").Error.Should().BeEmpty();
    }

    [Fact]
    public void Merge_NamesTheMissingShard()
    {
        Encode("--shard", "1/3").ExitCode.Should().Be(0);
        Encode("--shard", "3/3").ExitCode.Should().Be(0);

        var run = Merge();

        run.ExitCode.Should().NotBe(0);
        run.Error.Should().Contain("2/3 is missing");
        File.Exists(_data["item_emb.npy"]).Should().BeFalse();
    }

    [Fact]
    public void Merge_Refuses_ShardsOfOtherTextsOrWidths()
    {
        Encode("--shard", "1/2").ExitCode.Should().Be(0);
        Encode("--shard", "2/2", "--dim", "6").ExitCode.Should().Be(0);
        Merge().Error.Should().Contain("item_emb.shard-2-of-2.npy").And.Contain("encode the shard again");

        _data.Write("item_text.tsv", SmallData.Texts(SmallData.Items, "other"));
        Encode("--shard", "2/2").ExitCode.Should().Be(0);
        Merge().Error.Should().Contain("item_emb.shard-2-of-2.npy").And.Contain("expected");
        File.Exists(_data["item_emb.npy"]).Should().BeFalse();
    }

    [Theory]
    [InlineData("0/3")]
    [InlineData("4/3")]
    [InlineData("3")]
    [InlineData("a/b")]
    public void Shard_Refuses_WhatIsNone(string shard) => Encode("--shard", shard).Error.Should().Contain($"--shard {shard}: expected a number");

    [Fact]
    public void Merge_SaysThatThereAreNone() => Merge().Error.Should().Contain("there are no shards");

    public void Dispose() => _data.Dispose();

    private CliRun Encode(params string[] options) => CliRun.Of(
        ["encode", "--items", _data["item_text.tsv"], "--hashing", .. options.Contains("--dim") ? (string[])[] : ["--dim", "8"], "--out", _data.Root, .. options]);

    private CliRun Merge() => CliRun.Of("merge-shards", "--out", _data.Root);
}
