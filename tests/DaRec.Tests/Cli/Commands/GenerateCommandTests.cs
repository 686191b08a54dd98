using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class GenerateCommandTests : IDisposable
{
    private static readonly string[] Files = ["trn.npz", "val.npz", "tst.npz", "item_emb.npy", "user_emb.npy"];
    private static readonly string[] Small = ["--user-count", "50", "--item-count", "40", "--text-width", "8", "--text-noise", "0.25"];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Generate_WritesTheDataOfItsOptions_AsAFolder()
    {
        var run = Generate("data", [.. Small, "--seed", "7"]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        Directory.GetFileSystemEntries(_folder["data"]).Select(Path.GetFileName).Should().BeEquivalentTo(Files);
        using var data = DatasetFolder.Open(_folder["data"]);
        using var expected = SyntheticData.Generate(
            new SyntheticOptions { UserCount = 50, ItemCount = 40, TextWidth = 8, TextNoise = 0.25 }, seed: 7);
        data.Train.Pairs().Should().Equal(expected.Train.Pairs());
        data.Validation!.Pairs().Should().Equal(expected.Validation!.Pairs());
        data.Test!.Pairs().Should().Equal(expected.Test!.Pairs());
        Texts(data.ItemEmbeddings!).Should().Equal(Texts(expected.ItemEmbeddings!));
        Texts(data.UserEmbeddings!).Should().Equal(Texts(expected.UserEmbeddings!));
        using var file = NpyFile.Read(Path.Combine(_folder["data"], "user_emb.npy"));
        file.dtype.Should().Be(torch.ScalarType.Float32);
        run.Output.Should().Contain($"50 users, 40 items, {data.Train.Count} training").And.Contain(_folder["data"]);
    }

    [Fact]
    public void Generate_WritesTheSameBytes_ForTheSameSeed()
    {
        Generate("a", Small);
        Generate("b", [.. Small, "--seed", "2023"]);
        Generate("c", [.. Small, "--seed", "2024"]);

        foreach (var file in Files)
        {
            Bytes("b", file).Should().Equal(Bytes("a", file));
            Bytes("c", file).Should().NotEqual(Bytes("a", file));
        }
    }

    [Fact]
    public void Generate_HasAnotherName()
    {
        var run = CliRun.Of(["plant", "--out", _folder["a"], .. Small]);

        run.ExitCode.Should().Be(0);
        Generate("b", Small);
        Bytes("a", "trn.npz").Should().Equal(Bytes("b", "trn.npz"));
    }

    [Fact]
    public void Generate_IsTrainedOn_AsItIs()
    {
        Generate("data", Small);

        var run = CliRun.Of("train", "--data", _folder["data"], "--epochs", "1");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("the folder has embeddings");
    }

    [Theory]
    [InlineData("trn.tsv")]
    [InlineData("item_emb.npy")]
    [InlineData("item_emb.manifest.json")]
    public void Generate_LeavesAFolderAlone_ThatHoldsData(string name)
    {
        _folder.Write(name, "0\t1\n");

        var run = CliRun.Of("generate", "--out", _folder.Root);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain($"{name} is there already; expected a folder without data.");
        Directory.GetFileSystemEntries(_folder.Root).Should().Equal(_folder[name]);
    }

    [Theory]
    [InlineData("--user-count 1: expected ≥ 2.", "--user-count", "1")]
    [InlineData("--taste-strength x: expected a number.", "--taste-strength", "x")]
    [InlineData("--seed x: expected a whole number.", "--seed", "x")]
    [InlineData("no option --user-counts; did you mean --user-count?", "--user-counts", "9")]
    public void Generate_SaysWhatIsWrong_AndMakesNothing(string expected, params string[] args)
    {
        var run = Generate("data", args);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        Directory.Exists(_folder["data"]).Should().BeFalse();
    }

    public void Dispose() => _folder.Dispose();

    private CliRun Generate(string name, params string[] more) => CliRun.Of(["generate", "--out", _folder[name], .. more]);

    private byte[] Bytes(string folder, string file) => File.ReadAllBytes(Path.Combine(_folder[folder], file));

    private static double[] Texts(FrozenEmbeddings table)
    {
        using var rows = table.Block(0, table.Count);
        return rows.ToVector();
    }
}
