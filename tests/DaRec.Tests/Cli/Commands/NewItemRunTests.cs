using System.Text.Json.Nodes;
using DaRec.Embeddings;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

/// <summary>The setting <c>--new-items</c> in the verbs that have it.</summary>
public sealed class NewItemRunTests : IDisposable
{
    private const int Cold = 5;

    private readonly SmallData _data = new(coldItems: Cold);

    [Theory]
    [InlineData("neighbor-mean")]
    [InlineData("ridge")]
    public void Train_PlacesColdItems_AndKeepsTheOthers(string name)
    {
        _data.Train("--align", "none", "--out", _data["none"]).ExitCode.Should().Be(0);
        var run = _data.Train("--align", "none", "--new-items", name, "--out", _data["placed"]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("5 items without training interactions to place");
        Rows("placed", "user").Should().Equal(Rows("none", "user"));
        Rows("placed", "item")[(Cold * 32)..].Should().Equal(Rows("none", "item")[(Cold * 32)..]);
        Rows("placed", "item")[..(Cold * 32)].Should().NotEqual(Rows("none", "item")[..(Cold * 32)]);
    }

    [Fact]
    public void Train_GivesTheSameNumbers_FromTheSettingsItWrote()
    {
        string[] aldi = ["--new-items", "aldi", "--aldi-epochs", "2", "--aldi-learning-rate", "0.01"];
        _data.Train([.. aldi, "--out", _data["a"], "--json", _data["a.json"]])
            .ExitCode.Should().Be(0);

        CliRun.Of("train", "--config", _data[Path.Combine("a", "settings.json")], "--out", _data["b"], "--json", _data["b.json"])
            .ExitCode.Should().Be(0);

        Rows("b", "item").Should().Equal(Rows("a", "item"));
        var settings = Json("b.json")["settings"]!;
        settings["newItems"]!.GetValue<string>().Should().Be("aldi");
        settings["aldi"]!["epochs"]!.GetValue<int>().Should().Be(2);
        settings.ToJsonString().Should().Be(Json("a.json")["settings"]!.ToJsonString());
    }

    [Fact]
    public void Train_MeasuresWhatItPlaced()
    {
        _data.Train("--align", "none", "--json", _data["none.json"]);
        _data.Train("--align", "none", "--new-items", "text-profile", "--json", _data["placed.json"]);

        Json("placed.json")["validation"]!.ToJsonString().Should().NotBe(Json("none.json")["validation"]!.ToJsonString());
        Json("placed.json")["recall"]!.ToJsonString().Should().NotBe(Json("none.json")["recall"]!.ToJsonString());
    }

    [Fact]
    public void Train_Refuses_WithoutItemTexts()
    {
        using var bare = new SmallData(hasEmbeddings: false, coldItems: Cold);

        var run = bare.Train("--new-items", "ridge");

        run.ExitCode.Should().NotBe(0);
        run.Error.Should().Contain("There are no item texts for --new-items ridge").And.Contain("--new-items none");
    }

    [Fact]
    public void Train_Warns_WithoutColdItems()
    {
        using var warm = new SmallData();

        var run = warm.Train("--align", "none", "--new-items", "ridge", "--ridge-penalty", "2", "--aldi-patience", "3");

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("--new-items changes nothing here").And.Contain("--aldi-patience does nothing")
            .And.NotContain("--ridge-penalty");
    }

    [Fact]
    public void Compare_ComparesWays_AndGoesOnWhereItEnded()
    {
        string[] call =
        [
            "compare", "--data", _data.Root, "--align", "none,darec", "--new-items", "none,neighbor-mean", "--seeds", "1", "--epochs", "2",
            "--out", _data["out"],
        ];

        var first = CliRun.Of(call);
        var second = CliRun.Of(call);

        first.ExitCode.Should().Be(0, first.Error);
        var methods = Json(Path.Combine("out", "compare.json"))["methods"]!.AsArray();
        methods.Select(method => method!["title"]!.GetValue<string>()).Should().Equal(
            "LightGCN", "LightGCN, new items: mean of neighbors", "LightGCN + DaRec", "LightGCN + DaRec, new items: mean of neighbors");
        methods.Select(method => method!["new_items"]!.GetValue<string>()).Should().Equal("none", "neighbor-mean", "none", "neighbor-mean");
        methods[0]!["gain"].Should().BeNull();
        methods[1]!["gain"].Should().NotBeNull();
        File.Exists(_data[Path.Combine("out", "compare.png")]).Should().BeTrue();
        second.ExitCode.Should().Be(0, second.Error);
        second.Output.Should().Contain("4 of 4 runs are there already.");
    }

    [Fact]
    public void Tune_SearchesTheirOptions()
    {
        var run = CliRun.Of(
            "tune", "--data", _data.Root, "--align", "none", "--new-items", "ridge", "--epochs", "2", "--search", "ridge-penalty=0.1..10",
            "--trials", "2");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("LightGCN, new items: ridge: 2 trials");
        CliRun.Of("tune", "--data", _data.Root, "--search", "new-items=ridge,aldi").Error.Should().Contain("--new-items NAME");
    }

    public void Dispose() => _data.Dispose();

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(_data[name]))!;

    private float[] Rows(string run, string side)
    {
        using var table = FrozenEmbeddings.Open(_data[Path.Combine(run, $"{side}.npy")]);
        using var rows = table.Block(0, table.Count);
        return [.. rows.data<float>()];
    }
}
