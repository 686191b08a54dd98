using System.Text.Json.Nodes;
using DaRec.Serving;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

/// <summary>The text score that is added to what other methods than DaRec rank.</summary>
public sealed class AppendTextScoreTests : IDisposable
{
    private const string Option = "--append-text-score";

    private readonly SmallData _data = new();
    private readonly ProgramCalls _calls = new();

    [Theory]
    [InlineData("none")]
    [InlineData("rlmrec-con")]
    [InlineData("kar")]
    public void Train_SavesTheScoresColumns_BesideThoseOfTheMethodAlone(string align)
    {
        Train("--align", align, "--out", _data["alone"]).ExitCode.Should().Be(0);
        var run = Train("--align", align, Option, "0.75", "--out", _data["scored"]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("text score 0.75 appended", "bits of which of two equally popular items");
        var (alone, scored) = (Users("alone"), Users("scored"));
        var columns = scored.Width - alone.Width;
        columns.Should().BeInRange(1, 6, "texts are 6 wide");
        scored[3].ToArray()[..alone.Width].Should().Equal(alone[3].ToArray(), "training is the same, and the one evaluation is kept");
        var settings = JsonNode.Parse(File.ReadAllText(_data[Path.Combine("scored", "settings.json")]))!;
        settings["appendTextScore"]!.GetValue<double>().Should().Be(0.75);
        settings["result"]!["text_score_columns"]!.GetValue<int>().Should().Be(columns);
    }

    [Theory]
    [InlineData("ials", 8)]
    [InlineData("text-gcn", 6)]
    public void Train_SavesTheScoresColumns_BesideVectorsThatAreComputed(string backbone, int width)
    {
        string[] fitted = ["--data", _data.Root, "--backbone", backbone, .. backbone == "ials" ? (string[])["--width", "8"] : []];
        CliRun.Of(["train", .. fitted, "--out", _data["alone"]]).ExitCode.Should().Be(0);
        var run = CliRun.Of(["train", .. fitted, Option, "0.75", "--out", _data["scored"], "--json", _data["scored.json"]]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("which is computed, not trained, text score 0.75 appended");
        var (alone, scored) = (Users("alone"), Users("scored"));
        alone.Width.Should().Be(width);
        scored[3].ToArray()[..width].Should().Equal(alone[3].ToArray());
        var json = JsonNode.Parse(File.ReadAllText(_data["scored.json"]))!;
        json["vector_columns"]!.GetValue<int>().Should().Be(scored.Width).And.BeGreaterThan(width);
        JsonNode.Parse(File.ReadAllText(_data[Path.Combine("scored", "settings.json")]))!["result"]!["text_score_columns"]!
            .GetValue<int>().Should().Be(scored.Width - width);
    }

    [Fact]
    public void Compare_ScoresWhatIsComputed_WhereItHasVectors()
    {
        var run = _calls.Run("compare", "--data", _data.Root, "--seeds", "1", "--backbones", "ials,ease", "--align", "none", Option, "0,0.75", "--out", _data["out"]);

        run.Error.Should().BeEmpty();
        run.Output.Should().ContainAll("3 methods, 1 seed each: 3 runs", "iALS + text score 0.75");
    }

    [Fact]
    public void Export_KeepsTheScoresColumns()
    {
        _data.Train("--align", "rlmrec-gen", Option, "0.75", "--out", _data["scored"]);

        var run = CliRun.Of("export", "--run", _data["scored"], "--out", _data["service"]);

        run.ExitCode.Should().Be(0);
        var index = Recommender.Load(_data["service"]);
        index.UserVectors[5].ToArray().Should().Equal(Users("scored")[5].ToArray());
        index.CanFoldIn.Should().BeTrue();
    }

    [Fact]
    public void Config_OfARun_GivesItAgain()
    {
        _data.Train("--align", "rlmrec-con", Option, "0.5", "--out", _data["first"]);

        CliRun.Of("train", "--config", _data[Path.Combine("first", "settings.json")], "--out", _data["again"]).ExitCode.Should().Be(0);

        File.ReadAllBytes(_data[Path.Combine("again", "user.npy")]).Should().Equal(File.ReadAllBytes(_data[Path.Combine("first", "user.npy")]));
    }

    [Theory]
    [InlineData("darec adds its text score by itself. Type --text-score-weight 0.75 instead", "--align", "darec", Option, "0.75")]
    [InlineData("EASE is computed, not trained: --append-text-score has no vectors", "--backbone", "ease", Option, "0.75")]
    [InlineData("--append-text-score -1: expected finite and ≥ 0", "--align", "none", Option, "-1")]
    public void Train_SaysWhereTheOptionDoesNotFit(string expected, params string[] args)
    {
        var run = _data.Train(args);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(expected);
    }

    [Fact]
    public void Train_AsksForItemTexts()
    {
        using var bare = new SmallData(hasEmbeddings: false);

        var run = bare.Train("--align", "none", Option, "0.75");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("There are no item texts for --append-text-score: the folder has no item_emb.npy. Leave the option out.");
    }

    [Fact]
    public void Compare_RunsEachMethodWithoutAndWithIt_AndDaRecOnce()
    {
        var run = Compare("--align", "none,darec,rlmrec-con", Option, "0,0.75", "--out", _data["out"]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("5 methods, 1 seed each: 5 runs", "LightGCN + RLMRec-Con + text score 0.75");
        var methods = JsonNode.Parse(File.ReadAllText(_data[Path.Combine("out", "compare.json")]))!["methods"]!.AsArray();
        methods.Select(method => $"{method!["align"]} {method["append_text_score"]}").Should()
            .Equal("none 0", "none 0.75", "darec 0", "rlmrec-con 0", "rlmrec-con 0.75");
        methods[1]!["gain"].Should().NotBeNull("LightGCN alone is the first");
        Directory.GetFiles(_data[Path.Combine("out", "runs")]).Select(Path.GetFileName).Should().Contain("lightgcn+none+text-score-0.75-1.json");

        var report = CliRun.Of("report", "--compare", _data["out"], "--out", _data["report.html"]);
        report.ExitCode.Should().Be(0);
        File.ReadAllText(_data["report.html"]).Should().Contain("LightGCN + RLMRec-Con + text score 0.75");
    }

    [Fact]
    public void Compare_RefusesAScore_ThatNoMethodTakes()
    {
        var run = Compare("--align", "darec", Option, "0.75");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--append-text-score: no method here takes a text score: darec has its own, --text-score-weight");
        _calls.All.Should().BeEmpty();
    }

    public void Dispose() => _data.Dispose();

    // Evaluates once, at the end.
    private CliRun Train(params string[] more) =>
        CliRun.Of(["train", "--data", _data.Root, "--epochs", "2", "--evaluate-every", "2", "--new-items", "none", .. more]);

    private VectorTable Users(string run) => VectorTable.Read(_data[Path.Combine(run, "user.npy")]);

    private CliRun Compare(params string[] more) => _calls.Run(["compare", "--data", _data.Root, "--seeds", "1", "--epochs", "2", .. more]);
}
