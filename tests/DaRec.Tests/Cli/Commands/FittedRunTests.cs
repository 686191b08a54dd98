using System.Text.Json.Nodes;
using DaRec.Cli.Settings;
using DaRec.Embeddings.Files;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

/// <summary>Recommenders that are computed, not trained.</summary>
public sealed class FittedRunTests : IDisposable
{
    private readonly SmallData _data = new();

    public static TheoryData<string> Names => [.. FittedMethods.All.Values.Select(method => method.Key)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_ComputesAndMeasures(string name)
    {
        var run = _data.Train("--backbone", name, "--json", _data["run.json"]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("which is computed, not trained", "Recall@20", " took ").And.NotContain("epoch");
        var json = Json("run.json");
        json["epochs"]!.GetValue<int>().Should().Be(0);
        json["fit_seconds"]!.GetValue<double>().Should().BePositive();
        json["settings"]!["align"]!.GetValue<string>().Should().Be("none");
        json["slices"].Should().NotBeNull();
    }

    [Fact]
    public void Train_GivesTheLibrarysNumbers_AndPassesOptionsOn()
    {
        _data.Train("--backbone", "ease", "--penalty", "3", "--json", _data["run.json"]).ExitCode.Should().Be(0);

        using var data = DatasetFolder.Open(_data.Root);
        using var scores = Ease.Fit(data.Train, new EaseOptions { Penalty = 3 });
        var expected = new RankingEvaluator(data.Train, data.Test!).Evaluate(scores);
        Json("run.json")["ndcg"]!["20"]!.GetValue<double>().Should().Be(expected.Ndcg[20]);
        Json("run.json")["settings"]!["ease"]!["penalty"]!.GetValue<double>().Should().Be(3);
    }

    [Fact]
    public void Train_WritesVectors_WhereThereAreAny()
    {
        _data.Train("--backbone", "text-gcn", "--out", _data["run"]).ExitCode.Should().Be(0);
        Directory.GetFiles(_data["run"]).Select(Path.GetFileName).Should().BeEquivalentTo("user.npy", "item.npy", "settings.json");
        using var users = NpyFile.Read(_data[Path.Combine("run", "user.npy")]);
        users.shape.Should().Equal(SmallData.Users, 6);
        CliRun.Of("recommend", "--run", _data["run"], "--user", "3").ExitCode.Should().Be(0);

        var run = _data.Train("--backbone", "ease", "--out", _data["run"]);

        run.Output.Should().Contain("EASE has no vectors to write");
        Directory.GetFiles(_data["run"]).Select(Path.GetFileName).Should().BeEquivalentTo("settings.json");
        var asked = CliRun.Of("recommend", "--run", _data["run"], "--user", "3");
        asked.ExitCode.Should().Be(2);
        asked.Error.Should().Contain("EASE has no vectors; train a recommender that has");
    }

    [Theory]
    [InlineData("--align none", "--align", "darec")]
    [InlineData("--new-items none", "--new-items", "ridge")]
    [InlineData("InteractionPenalty + TextPull > 0", "--interaction-penalty", "-150")]
    public void Train_RefusesWhatDoesNotGoTogether(string message, params string[] options)
    {
        var run = _data.Train(["--backbone", "l3ae", .. options]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(message);
    }

    [Fact]
    public void Train_NeedsTexts_WhereTheRecommenderReadsThem()
    {
        using var bare = new SmallData(hasEmbeddings: false);

        bare.Train("--backbone", "ease").ExitCode.Should().Be(0);
        var run = bare.Train("--backbone", "add-ease");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--backbone add-ease: the folder has no item_emb.npy");
    }

    [Fact]
    public void Train_ShufflesTexts_WhenAsked()
    {
        _data.Train("--backbone", "text-gcn", "--json", _data["a.json"]);
        _data.Train("--backbone", "text-gcn", "--shuffle-text", "true", "--json", _data["b.json"]);

        Json("b.json")["recall"]!.ToJsonString().Should().NotBe(Json("a.json")["recall"]!.ToJsonString());
    }

    [Fact]
    public void Train_TakesAlphaRec_WhichReadsTextsItself()
    {
        var run = _data.Train("--backbone", "alpha-rec", "--out", _data["run"]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("AlphaRec of width 32, not aligned, for it reads the texts itself");
        _data.Train("--backbone", "light-ccf", "--align", "pro-max", "--pro-max-weight", "0.1").ExitCode.Should().Be(0);
        using var bare = new SmallData(hasEmbeddings: false);
        bare.Train("--backbone", "alpha-rec").Error.Should().Contain("--backbone alpha-rec: the folder has no item_emb.npy");
    }

    [Fact]
    public void Compare_HasItOnce_BesideAlignedMethods()
    {
        var run = new ProgramCalls().Run(
            "compare", "--data", _data.Root, "--backbones", "lightgcn,ease", "--align", "none,darec", "--seeds", "1,2", "--epochs", "2",
            "--evaluate-every", "1", "--out", _data["out"]);

        run.Error.Should().BeEmpty();
        run.Output.Should().ContainAll("3 methods, 2 seeds each: 6 runs", "EASE, seed 1: test recall@20 0.", "computed in", "s in all");
        var methods = Json(Path.Combine("out", "compare.json"))["methods"]!.AsArray();
        methods.Select(method => $"{method!["backbone"]}+{method["align"]}").Should().Equal("lightgcn+none", "lightgcn+darec", "ease+none");
        methods[2]!["seconds_per_epoch"].Should().BeNull();
        methods[2]!["fit_seconds"]!.GetValue<double>().Should().BePositive();
        methods[2]!["recall"]!["20"]!["deviation"]!.GetValue<double>().Should().Be(0);
    }

    [Fact]
    public void Tune_SearchesItsOptions()
    {
        var run = new ProgramCalls().Run(
            "tune", "--data", _data.Root, "--backbone", "ease", "--search", "penalty=1,10,100", "--trials", "3", "--out", _data["tuned"]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("EASE: 3 trials");
    }

    public void Dispose() => _data.Dispose();

    private JsonObject Json(string name) => JsonNode.Parse(File.ReadAllText(_data[name]))!.AsObject();
}
