using System.Text.Json.Nodes;
using DaRec.Cli.Runs;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

/// <summary>The verbs on data whose validation and test parts have only items without training interactions.</summary>
public sealed class NewItemsTests : IDisposable
{
    private static readonly string[] Rankings = ["cold", "warm", "overall"];

    private readonly SmallData _data = new(hasNewItems: true);
    private readonly ProgramCalls _calls = new();

    [Fact]
    public void Train_HoldsOutWarmInteractions_AndMeasuresThreeRankings()
    {
        var run = _data.Train("--json", _data["run.json"], "--out", _data["run"]);

        run.ExitCode.Should().Be(0);
        run.Error.Should().Be($"warning: 6 items have no training user.{Environment.NewLine}");
        run.Output.Should().ContainAll(
            "480 training interactions", "60 training interactions moved to validation and 60 to test", "validation, cold", "test, overall");
        var json = Json("run.json");
        json["settings"]!["warmHeldOut"]!.GetValue<double>().Should().Be(0.1);
        foreach (var part in new[] { json, json["validation"]! })
        {
            part["users"]!.GetValue<int>().Should().Be(30);
            Rankings.Should().OnlyContain(ranking => part["rankings"]![ranking]!["users"]!.GetValue<int>() == 30);
            part["rankings"]!["cold"]!["recall"]!["5"]!.GetValue<double>().Should().Be(1, "three items are ranked");
            part["rankings"]!["overall"]!["recall"]!.ToJsonString().Should().Be(part["recall"]!.ToJsonString());
        }
    }

    [Fact]
    public void Evaluate_GivesTheSameRankings_AsTrain()
    {
        _data.Train("--json", _data["run.json"], "--out", _data["run"]);

        var run = Evaluate("--json", _data["test.json"]);
        Evaluate("--json", _data["val.json"], "--split", "val");

        run.Output.Should().ContainAll("60 training interactions moved to validation and 60 to test", "test, warm");
        Json("test.json")["rankings"]!.ToJsonString().Should().Be(Json("run.json")["rankings"]!.ToJsonString());
        Json("val.json")["rankings"]!.ToJsonString().Should().Be(Json("run.json")["validation"]!["rankings"]!.ToJsonString());
        Evaluate("--warm-held-out", "0", "--json", _data["whole.json"]).Output.Should().NotContain("moved").And.NotContain("test, warm");
        Json("whole.json")["rankings"]!["warm"].Should().BeNull();
        Evaluate("--warm-held-out", "0.5").Error.Should().Contain("--warm-held-out 0.5: expected in [0, 0.5)");
    }

    [Fact]
    public void Train_SaysThatNothingEndsTraining_WithoutWarmInteractions()
    {
        var run = _data.Train("--warm-held-out", "0", "--json", _data["run.json"]);

        run.Error.Should().Contain("so that nothing ends training before epoch 4; type --warm-held-out 0.1");
        run.Output.Should().Contain("600 training interactions").And.NotContain("moved");
        Json("run.json")["validation"]!["recall"].Should().NotBeNull();
        Json("run.json")["validation"]!["rankings"]!["warm"].Should().BeNull();
        Json("run.json")["best_epoch"]!.GetValue<int>().Should().Be(4);
    }

    [Fact]
    public void Train_KeepsPartsAndFigures_WithoutNewItems()
    {
        using var old = new SmallData();

        var run = old.Train("--json", old["run.json"]);

        run.Output.Should().NotContain("moved").And.NotContain("cold");
        var json = JsonNode.Parse(File.ReadAllText(old["run.json"]))!;
        json["rankings"].Should().BeNull();
        json["validation"]!["rankings"].Should().BeNull();
    }

    [Fact]
    public void Compare_TellsTheRankings_WithGains()
    {
        var run = Compare();

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("60 training interactions moved", "Ranking, method", "overall, LightGCN + DaRec", "Cold items have");
        File.ReadAllText(_data[Path.Combine("out", "compare.md")]).Should().ContainAll(
            "| Ranking, method | Users | Recall@20 | Recall@20 gain | p (Recall) | NDCG@20 | NDCG@20 gain | p (NDCG) |",
            "| cold, LightGCN | 30 | 1.0000 ± 0.0000 | – | – |");
        var methods = Json(Path.Combine("out", "compare.json"))["methods"]!.AsArray();
        foreach (var (ranking, metric) in Rankings.SelectMany(ranking => new[] { (ranking, "recall"), (ranking, "ndcg") }))
        {
            var first = Values(methods[0]!);
            var values = Values(methods[1]!);
            var told = methods[1]!["rankings"]![ranking]![metric]!["20"]!;
            told["mean"]!.GetValue<double>().Should().BeApproximately(values.Average(), 1e-12);
            told["gain"]!["percent"]!.GetValue<double>().Should().BeApproximately(100 * ((values.Sum() / first.Sum()) - 1), 1e-9);
            methods[0]!["rankings"]![ranking]![metric]!["20"]!["gain"].Should().BeNull();

            double[] Values(JsonNode method) => [.. method["runs"]!.AsObject()
                .Select(run => run.Value!["rankings"]![ranking]![metric]!["20"]!.GetValue<double>())];
        }

        Compare("--warm-held-out", "0.2").Output.Should().Contain("4 of 4 runs are there with other settings");
    }

    [Fact]
    public void Compare_TakesRunsWithoutRankings()
    {
        Compare();
        foreach (var file in Directory.GetFiles(_data[Path.Combine("out", "runs")], "*.json"))
        {
            var result = RunResult.Unseal(File.ReadAllText(file))!;
            result.Json.Remove("rankings");
            File.WriteAllText(file, result.Seal().ToJsonString());
        }

        var run = Compare();

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("4 of 4 runs are there already.").And.NotContain("Ranking, method");
        Json(Path.Combine("out", "compare.json"))["methods"]![0]!["rankings"].Should().BeNull();
    }

    [Theory]
    [InlineData("cold", "Cold Recall@20")]
    [InlineData("warm", "Warm Recall@20")]
    [InlineData("overall", "Overall Recall@20")]
    public void Tune_GoesByTheRankingAskedFor(string objective, string title)
    {
        var run = Tune("--objective", objective);

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll(title, "warm Recall@20", "60 training interactions moved");
        var lines = File.ReadAllLines(_data[Path.Combine("out", "trials.jsonl")]).Select(line => JsonNode.Parse(line)!).ToList();
        lines.Should().HaveCount(2).And.OnlyContain(line => line["objective"]!.GetValue<string>() == objective);
        foreach (var line in lines)
        {
            var trial = Json(Path.Combine("out", "runs", $"trial-{line["trial"]!.GetValue<int>():000}-seed-2023.json"));
            line["recall@20"]!.GetValue<double>().Should()
                .Be(trial["validation"]!["rankings"]![objective]!["recall"]!["20"]!.GetValue<double>());
            line["ndcg@20"]!.GetValue<double>().Should()
                .Be(trial["validation"]!["rankings"]![objective]!["ndcg"]!["20"]!.GetValue<double>());
        }
    }

    [Fact]
    public void Tune_RefusesAnObjective_ThatTheValidationPartCannotTell()
    {
        using var old = new SmallData();

        Tune("--objective", "warm", "--warm-held-out", "0").Error.Should().Contain(
            "--objective warm: the validation part has no item with training interactions; expected --objective recall.");
        _calls.Run("tune", "--data", old.Root, "--search", "width=4,8", "--objective", "cold").Error.Should().Contain(
            "--objective cold: the validation part has no item without training interactions");
        Tune("--objective", "hot").Error.Should().Contain("--objective hot");
    }

    public void Dispose() => _data.Dispose();

    private CliRun Evaluate(params string[] more) => CliRun.Of(
    [
        "evaluate", "--data", _data.Root, "--users", _data[Path.Combine("run", "user.npy")], "--items", _data[Path.Combine("run", "item.npy")],
        .. more,
    ]);

    private CliRun Compare(params string[] more) => _calls.Run(
        ["compare", "--data", _data.Root, "--seeds", "1,2", "--out", _data["out"], "--epochs", "2", "--learning-rate", "0.01", .. more]);

    private CliRun Tune(params string[] more) => _calls.Run(
    [
        "tune", "--data", _data.Root, "--search", "alignment-weight=0.01,0.3", "--trials", "2", "--epochs", "4", "--evaluate-every", "2",
        "--out", _data["out"], .. more,
    ]);

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(_data[name]))!;
}
