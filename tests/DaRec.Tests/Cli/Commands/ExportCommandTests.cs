using DaRec.Serving;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class ExportCommandTests(ServedRun served) : IClassFixture<ServedRun>
{
    [Fact]
    public void Export_WritesAllThatAServiceNeeds_AndSaysWhat()
    {
        served.Export.ExitCode.Should().Be(0);
        served.Export.Error.Should().BeEmpty();
        string[] files =
        [
            "fold_in.npz", "item_counts.npy", "item_ids.tsv", "item_titles.tsv", "items.npy", "manifest.json", "seen_indices.npy",
            "seen_indptr.npy", "text_projection.npz", "user_ids.tsv", "users.npy",
        ];
        Directory.GetFiles(served.Service).Select(Path.GetFileName).Should().BeEquivalentTo(files);
        served.Export.Output.Should().ContainAll(files).And.ContainAll(
            "150 users, 120 items", "by their history", "by the embeddings of their texts, of width 16", "11 files");
    }

    [Fact]
    public void Export_KeepsVectorsIdsTitlesAndSeenItems()
    {
        var index = Recommender.Load(served.Service);
        var training = served.Part("trn");

        (index.UserCount, index.ItemCount, index.TextWidth, index.CanFoldIn).Should().Be((ServedRun.Users, ServedRun.Items, 16, true));
        (index.UserId(7), index.ItemId(9), index.ItemTitle(9), index.ItemTitle(ServedRun.Items - 1)).Should().Be(("u7", "i9", "Thing 9", null));
        index.Seen("u7").Should().Equal(training.ItemsOf(7).ToArray().Select(item => $"i{item}"));
        index.ItemInteractions(9).Should().Be(training.ItemDegrees()[9]);
        var (users, items) = (VectorTable.Read(Path.Combine(served.Run, "user.npy")), VectorTable.Read(Path.Combine(served.Run, "item.npy")));
        index.UserVectors[7].ToArray().Should().Equal(users[7].ToArray());
        index.ItemVectors[9].ToArray().Should().Equal(items[9].ToArray());
        File.ReadAllText(Path.Combine(served.Service, "manifest.json")).Should()
            .Contain("\"learningRate\": 0.01").And.Contain("\"foldIn\"").And.NotContain(served.Data, "it is a path of this machine");
    }

    [Fact]
    public void Export_CountsWhatOtherPartsHave_AsSeen()
    {
        served.CallExport("--seen", "trn,val", "--out", served["both"]).ExitCode.Should().Be(0);

        var index = Recommender.Load(served["both"]);

        var expected = served.Part("trn").ItemsOf(3).ToArray().Union(served.Part("val").ItemsOf(3).ToArray()).Order();
        index.Seen("u3").Should().Equal(expected.Select(item => $"i{item}"));
        index.ItemInteractions(9).Should().Be(served.Part("trn").ItemDegrees()[9], "counts are those of training");
    }

    [Fact]
    public void Export_HalvesVectors_WhenAsked()
    {
        served.CallExport("--half", "--out", served["half"]).Output.Should().Contain("float16");

        Size("half").Should().BeLessThan((Size("service") / 2) + 100);

        long Size(string folder) => new FileInfo(Path.Combine(served[folder], "items.npy")).Length;
    }

    [Fact]
    public void Export_ReplacesAServicesFolder_AndNoOther()
    {
        served.CallExport("--out", served["again"]).ExitCode.Should().Be(0);
        served.CallExport("--out", served["again"]).ExitCode.Should().Be(0);

        var other = served.CallExport("--out", served.Data);

        other.ExitCode.Should().Be(2);
        other.Error.Should().Contain("there are other files in it");
    }

    [Fact]
    public void Export_SaysWhatIsMissing_InRunsOfOtherKinds()
    {
        CliRun.Of("train", "--data", served.Data, "--align", "none", "--epochs", "2", "--out", served["plain"]).ExitCode.Should().Be(0);

        var run = CliRun.Of("export", "--run", served["plain"], "--out", served["plain-service"]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("by vectors of their own alone; train with --new-items projector", "by their history");
        Recommender.Load(served["plain-service"]).TextWidth.Should().BeNull();
    }

    [Theory]
    [InlineData(2, "There is no folder /no/such to --run", "--run", "/no/such")]
    [InlineData(2, "expected a folder that darec train --out wrote; it has no settings.json", "--run", "{data}")]
    [InlineData(2, "--seen old: expected trn, val and tst", "--run", "{run}", "--seen", "old")]
    [InlineData(1, "expected a row for each of the 30 users of the data, got 150 rows", "--run", "{run}", "--data", "{other}")]
    public void Export_SaysWhatIsWrong(int code, string expected, params string[] args)
    {
        using var other = new SmallData();

        var run = CliRun.Of(
        [
            "export", "--out", served["never"],
            .. args.Select(arg => arg.Replace("{data}", served.Data).Replace("{run}", served.Run).Replace("{other}", other.Root)),
        ]);

        run.ExitCode.Should().Be(code);
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        run.Error.TrimEnd().Should().NotContain("\n");
        Directory.Exists(served["never"]).Should().BeFalse();
    }
}
