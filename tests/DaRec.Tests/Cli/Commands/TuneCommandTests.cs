using System.Text.Json.Nodes;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class TuneCommandTests : IDisposable
{
    private readonly SmallData _data = new();
    private readonly ProgramCalls _calls = new();

    [Fact]
    public void Tune_MeasuresTheTestPart_WithTheBestTrialAtTheEnd()
    {
        var run = Tune();

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll(
            "LightGCN + DaRec: 4 trials", "[4/4] trial 4 (alignment-weight ", "validation recall@20 0.", "Best: trial ",
            "The test part is measured now, with this trial alone.", "Recall@20");
        _calls.All.Should().HaveCount(5);
        _calls.All.Take(4).Should().OnlyContain(arguments => arguments.Contains("--no-test"));
        _calls.All[4].Should().NotContain("--no-test");
        Directory.GetFiles(_data[Path.Combine("out", "runs")], "trial-*.json").Should().HaveCount(4)
            .And.OnlyContain(file => JsonNode.Parse(File.ReadAllText(file))!["recall"] == null);
    }

    [Fact]
    public void Tune_LogsEachTrial_AndRanksThem()
    {
        var run = Tune();

        var lines = Log();
        lines.Select(line => line["trial"]!.GetValue<int>()).Should().Equal(1, 2, 3, 4);
        lines.Should().OnlyContain(line => line["options"]!["layers"] != null && line["seconds"]!.GetValue<double>() > 0);
        var best = lines.MaxBy(line => line["recall@20"]!.GetValue<double>())!;
        run.Output.Should().Contain($"Best: trial {best["trial"]}, --alignment-weight {best["options"]!["alignment-weight"]}");
    }

    [Fact]
    public void Best_GivesTheBestFigureAgain_WhenTrained()
    {
        Tune();

        CliRun.Of("train", "--config", _data[Path.Combine("out", "best.json")], "--json", _data["again.json"]).ExitCode.Should().Be(0);

        var again = JsonNode.Parse(File.ReadAllText(_data["again.json"]))!;
        again["validation"]!["recall"]!["20"]!.GetValue<double>().Should().Be(Log().Max(line => line["recall@20"]!.GetValue<double>()));
        var best = JsonNode.Parse(File.ReadAllText(_data[Path.Combine("out", "best.json")]))!;
        best["result"]!["test"]![0]!["recall"]!.ToJsonString().Should().Be(again["recall"]!.ToJsonString());
    }

    [Fact]
    public void Tune_DoesOnlyWhatIsMissing_WhenCalledAgain()
    {
        var first = Tune();
        File.Delete(_data[Path.Combine("out", "runs", "trial-002-seed-2023.json")]);

        var again = Tune();
        var more = Tune("--trials", "6");

        Ending(again).Should().Contain(Best(first));
        _calls.All.Count(arguments => arguments.Contains("--no-test")).Should().Be(4 + 1 + 2);
        more.Output.Should().Contain("4 of 6 runs are there already.");
        Log().Should().HaveCount(6);

        static string Ending(CliRun run) => run.Output[run.Output.IndexOf("Best:", StringComparison.Ordinal)..];
        static string Best(CliRun run) => Ending(run).Split('\n')[0];
    }

    [Fact]
    public void Tune_TrainsTheBestOnes_ForLonger_WhenHalving()
    {
        var run = Tune("--method", "halving", "--halving-epochs", "2", "--epochs", "6", "--patience", "99");

        run.Output.Should().ContainAll("4 trials of 2 epochs at most", "2 trials of 6 epochs at most");
        _calls.All.Should().HaveCount(4 + 2 + 1);
        Log().Select(line => line["epoch_limit"]!.GetValue<int>()).Should().Equal(2, 2, 2, 2, 6, 6);
        JsonNode.Parse(File.ReadAllText(_data[Path.Combine("out", "best.json")]))!["epochs"]!.GetValue<int>().Should().Be(6);
    }

    [Fact]
    public void Tune_TakesTheMean_OverSeveralSeeds()
    {
        Tune("--tune-seeds", "5,6", "--trials", "2");

        foreach (var line in Log())
        {
            var mean = new[] { 5, 6 }.Average(seed => Recall($"trial-00{line["trial"]}-seed-{seed}.json"));
            line["recall@20"]!.GetValue<double>().Should().BeApproximately(mean, 1e-12);
        }

        _calls.All.Should().HaveCount(6);

        double Recall(string name) => JsonNode.Parse(File.ReadAllText(_data[Path.Combine("out", "runs", name)]))!
            ["validation"]!["recall"]!["20"]!.GetValue<double>();
    }

    [Fact]
    public void Tune_GoesOnWithTheOthers_WhenATrialFails()
    {
        _calls.Fails = arguments => arguments.Any(argument => argument.Contains("trial-002", StringComparison.Ordinal));

        var run = Tune();

        run.ExitCode.Should().Be(0);
        run.Error.Should().Contain("failed: trial 2 (").And.Contain("The loss became NaN.");
        Log()[1]["error"]!.GetValue<string>().Should().Be("The loss became NaN.");
    }

    [Fact]
    public void Tune_Fails_WhenAllTrialsDo()
    {
        _calls.Fails = _ => true;

        Tune().ExitCode.Should().Be(1);
        File.Exists(_data[Path.Combine("out", "best.json")]).Should().BeFalse();
    }

    [Theory]
    [InlineData("Say what to try: --search", "--trials", "3")]
    [InlineData("--trials 0: expected a whole number ≥ 1.", "--search", "layers=1..4", "--trials", "0")]
    [InlineData("--method grid: there is no 'grid'", "--search", "layers=1..4", "--method", "grid")]
    [InlineData("--layers is set and searched; expected one of both.", "--search", "layers=1..4", "--layers", "2")]
    [InlineData("--rlmrec-con-weight does nothing for LightGCN + DaRec", "--search", "rlmrec-con-weight=0.1..1")]
    [InlineData("--search seed=1..9: a seed is nothing to choose", "--search", "seed=1..9")]
    [InlineData("--search subsample=0.1..1: it is a matter of the data", "--search", "subsample=0.1..1")]
    [InlineData("--search backbone=mf,sgl: one recommender is tuned at a time", "--search", "backbone=mf,sgl")]
    [InlineData("halving decides on the epochs", "--search", "epochs=10..90", "--method", "halving")]
    [InlineData("--backbone mg: expected one of lightgcn, ", "--search", "layers=1..4", "--backbone", "mg")]
    [InlineData("--tune-seeds 1,1: 1 is there twice", "--search", "layers=1..4", "--tune-seeds", "1,1")]
    public void Tune_SaysWhatIsWrong_BeforeItRunsAnything(string expected, params string[] args)
    {
        var run = _calls.Run(["tune", "--data", _data.Root, .. args]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        _calls.All.Should().BeEmpty();
    }

    [Fact]
    public void Tune_RefusesAFolder_ThatCannotBeWritten()
    {
        var run = _calls.Run("tune", "--data", _data.Root, "--search", "layers=1..4", "--out", _data["trn.npz"]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("darec: --out ").And.Contain("cannot be written");
        run.Output.Should().BeEmpty();
    }

    [Fact]
    public void Tune_KeepsNothing_WithoutAFolder()
    {
        var before = Directory.GetFileSystemEntries(_data.Root);

        var run = _calls.Run("tune", "--data", _data.Root, "--search", "layers=1,2", "--epochs", "2");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("LightGCN + DaRec: 2 trials, for the ranges hold no more that differ");
        Directory.GetFileSystemEntries(_data.Root).Should().BeEquivalentTo(before);
    }

    [Fact]
    public void Tune_AsksForAValidationPart()
    {
        File.Delete(_data["val.npz"]);

        var run = _calls.Run("tune", "--data", _data.Root, "--search", "layers=1..4");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("no validation part (val)");
    }

    public void Dispose() => _data.Dispose();

    // Four trials of four epochs, unless others are asked for.
    private CliRun Tune(params string[] more) => _calls.Run(
        ((string[])["tune", "--data", _data.Root, "--out", _data["out"], "--evaluate-every", "2", "--learning-rate", "0.01"])
        .Concat(["--search", "alignment-weight=0.01..1", "--search", "layers=1..3"])
        .Concat(more)
        .Concat(more.Contains("--epochs") ? [] : ["--epochs", "4"])
        .Concat(more.Contains("--trials") ? [] : ["--trials", "4"])
        .ToArray());

    private List<JsonNode> Log() =>
        [.. File.ReadLines(_data[Path.Combine("out", "trials.jsonl")]).Select(line => JsonNode.Parse(line)!)];
}
