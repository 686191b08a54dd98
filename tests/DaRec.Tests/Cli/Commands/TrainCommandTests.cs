using System.Text.Json.Nodes;
using DaRec.Recommenders.Data;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class TrainCommandTests : IDisposable
{
    private readonly SmallData _data = new();

    [Fact]
    public void Train_WritesAllItMade_AndNothingElse()
    {
        var run = _data.Train("--out", _data["run"], "--json", _data["run.json"]);

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        Directory.GetFileSystemEntries(_data["run"]).Select(Path.GetFileName).Should()
            .BeEquivalentTo("user.npy", "item.npy", "text_projection.npz", "settings.json", "curves.json");
        var json = Json("run.json");
        json["users"]!.GetValue<int>().Should().Be(SmallData.Users);
        json["epochs"]!.GetValue<int>().Should().Be(4);
        json["best_epoch"]!.GetValue<int>().Should().BeOneOf(2, 4);
        json["validation"]!["recall"]!["20"]!.GetValue<double>().Should().BeInRange(0, 1);
        json["settings"]!["align"]!.GetValue<string>().Should().Be("darec");
        json["settings"]!["batch"]!.GetValue<int>().Should().Be(24); // a tenth of 240 interactions
        json["of_users"].Should().BeNull();
        json["vector_columns"]!.GetValue<int>().Should().BeGreaterThan(32, "the text score has columns of its own");
        run.Output.Should().ContainAll("the folder has embeddings", "texts tell 0", "6.0 interactions an item", "epoch    2", "best epoch").And.NotContain("\u001b");
    }

    [Fact]
    public void Train_WatchesWhereAsked_AndComesToTheSame()
    {
        _data.Train("--json", _data["a.json"]).ExitCode.Should().Be(0);

        var run = _data.Train("--diagnose-every", "2", "--tensorboard", "--out", _data["run"], "--json", _data["b.json"]);

        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll("overlap@10", "effective rank");
        Metrics("b.json").Should().Be(Metrics("a.json"));
        Directory.GetFiles(_data[Path.Combine("run", "tensorboard")]).Should().ContainSingle().Which.Should().Contain("tfevents");
        var records = JsonNode.Parse(File.ReadAllText(_data[Path.Combine("run", "diagnostics.json")]))!["records"]!.AsArray();
        records.Select(record => record!["epoch"]!.GetValue<int>()).Should().Equal(2, 4);
        _data.Train("--out", _data["run"]).ExitCode.Should().Be(0);
        File.Exists(_data[Path.Combine("run", "diagnostics.json")]).Should().BeFalse("it was of the run before");
    }

    [Fact]
    public void Train_GivesTheSameNumbers_FromTheSettingsItWrote()
    {
        _data.Train("--out", _data["run"], "--json", _data["a.json"], "--seed", "5", "--sample-size", "all", "--backbone", "mf")
            .ExitCode.Should().Be(0);

        CliRun.Of("train", "--config", _data[Path.Combine("run", "settings.json")], "--json", _data["b.json"]).ExitCode.Should().Be(0);

        Metrics("b.json").Should().Be(Metrics("a.json"));
        Json("b.json")["settings"]!.ToJsonString().Should().Be(Json("a.json")["settings"]!.ToJsonString());
    }

    [Fact]
    public void Train_AddsEachUsersFigures_WhenAsked()
    {
        _data.Train("--align", "none", "--user-metrics", "--json", _data["run.json"], "--out", _data["run"]).ExitCode.Should().Be(0);

        var json = Json("run.json");
        json["of_users"]!["cutoff"]!.GetValue<int>().Should().Be(20);
        foreach (var metric in new[] { "recall", "ndcg" })
        {
            var bytes = Convert.FromBase64String(json["of_users"]![metric]!.GetValue<string>());
            bytes.Should().HaveCount(4 * SmallData.Users);
            Enumerable.Range(0, SmallData.Users).Average(user => (double)BitConverter.ToSingle(bytes, 4 * user)).Should()
                .BeApproximately(json[metric]!["20"]!.GetValue<double>(), 1e-6);
        }

        Json(Path.Combine("run", "settings.json"))["result"]!["of_users"].Should().BeNull("it is large and no setting");
    }

    [Fact]
    public void Train_StartsFromTheSameModelAndBatches_WithAndWithoutAlignment()
    {
        _data.Train("--align", "none", "--json", _data["alone.json"]).ExitCode.Should().Be(0);
        _data.Train("--alignment-weight", "0", "--text-score-weight", "0", "--json", _data["weightless.json"]).ExitCode.Should().Be(0);

        Metrics("weightless.json").Should().Be(Metrics("alone.json"));
    }

    [Fact]
    public void Train_RanksByTheLossThatIsAskedFor()
    {
        string[] sampled = ["--loss", "sampled-softmax", "--negatives", "8", "--temperature", "0.4", "--cosine", "false"];
        _data.Train("--align", "none", "--json", _data["bpr.json"]).ExitCode.Should().Be(0);
        _data.Train(["--align", "none", "--json", _data["sampled.json"], .. sampled]).ExitCode.Should().Be(0);
        _data.Train("--loss", "softmax", "--backbone", "mf", "--json", _data["all.json"]).ExitCode.Should().Be(0);

        Metrics("sampled.json").Should().NotBe(Metrics("bpr.json"));
        Json("bpr.json")["settings"]!["lightgcn"]!["loss"]!.GetValue<string>().Should().Be("bpr");
        Json("sampled.json")["settings"]!["lightgcn"]!["negatives"]!.GetValue<int>().Should().Be(8);
        Json("all.json")["settings"]!["mf"]!["loss"]!.GetValue<string>().Should().Be("softmax");
        _data.Train("--loss", "hinge").Error.Should().Contain("sampled-softmax");
    }

    [Fact]
    public void Train_Differs_BetweenSeeds()
    {
        _data.Train("--json", _data["a.json"], "--seed", "1");
        _data.Train("--json", _data["b.json"], "--seed", "2");

        Metrics("b.json").Should().NotBe(Metrics("a.json"));
    }

    [Fact]
    public void Train_LearnsFromAPart_WhenAsked()
    {
        var run = _data.Train("--subsample", "0.25", "--json", _data["a.json"]);

        run.Output.Should().Contain("60 training interactions"); // 2 of 8 of each of 30 users
        Json("a.json")["settings"]!["subsample"]!.GetValue<double>().Should().Be(0.25);
        Json("a.json")["settings"]!["batch"]!.GetValue<int>().Should().Be(6);
        using var whole = DatasetFolder.Open(_data.Root);
        whole.Train.Subsample(0.25, seed: 2023).WriteNpz(_data["trn.npz"]);
        _data.Train("--json", _data["b.json"]);
        Metrics("b.json").Should().Be(Metrics("a.json"), "a folder with that part alone gives the same figures");
        _data.Train("--seed", "7", "--align", "none", "--subsample", "1").Output.Should().Contain("60 training interactions");
    }

    [Fact]
    public void Train_DoesNotAlign_WithoutEmbeddings()
    {
        using var bare = new SmallData(hasEmbeddings: false);

        bare.Train().Output.Should().Contain("the folder has no embeddings");
        var refused = bare.Train("--align", "darec");
        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain("item_emb.npy");
    }

    [Fact]
    public void Train_EndsSoon_WithoutAValidationPart_UnlessAskedOtherwise()
    {
        File.Delete(_data["val.npz"]);

        var run = CliRun.Of("train", "--data", _data.Root, "--align", "none", "--no-test");
        var asked = _data.Train("--align", "none", "--no-test");

        run.Error.Should().Contain("training ends after 100 epochs, whatever they bring; --epochs N chooses.");
        run.Output.Should().Contain("Last epoch 100 of 100;").And.NotContain("Best epoch");
        asked.Output.Should().Contain("Last epoch 4 of 4;");
    }

    [Fact]
    public void Train_ShowsOnlyTheMetrics_WhenQuiet()
    {
        var run = _data.Train("--quiet");

        run.Output.Should().Contain("Recall@5").And.NotContain("epoch");
        run.Error.Should().BeEmpty();
    }

    [Fact]
    public void Train_LeavesTheTestPartAlone_WhenAsked()
    {
        var run = _data.Train("--no-test", "--json", _data["run.json"]);

        run.Output.Should().Contain("The test part was not measured.").And.NotMatchRegex("(?m)^ *test ");
        Json("run.json")["recall"].Should().BeNull();
        Json("run.json")["slices"].Should().BeNull();
        Json("run.json")["validation"]!["recall"]!["20"]!.GetValue<double>().Should().BeInRange(0, 1);
    }

    [Fact]
    public void Train_TellsItsPeakOfMemory()
    {
        _data.Train("--json", _data["run.json"]);

        Json("run.json")["peak_megabytes"]!.GetValue<double>().Should().BeInRange(20, 100_000);
    }

    [Fact]
    public void Train_SaysThatItReplacesAnEarlierRun_AndThatAFileIsNoFolder()
    {
        var first = _data.Train("--out", _data["twice"]);
        var second = _data.Train("--out", _data["twice"]);
        var file = _data.Train("--out", _data["trn.npz"]);

        first.Output.Should().NotContain("earlier run");
        second.Output.Should().Contain($"{_data["twice"]} holds an earlier run");
        file.Error.Should().Contain("that is a file; expected a folder.");
    }

    [Theory]
    [InlineData("--out", "trn.npz")]
    [InlineData("--json", "missing/run.json")]
    public void Train_RefusesBeforeTraining_WhatItCannotWrite(string option, string name)
    {
        var run = _data.Train(option, _data[name]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith($"darec: {option} ").And.Contain("cannot be written");
        run.Output.Should().BeEmpty();
    }

    [Fact]
    public void Train_NamesFileAndRow_OfBadEmbeddings()
    {
        var values = Enumerable.Repeat(1f, SmallData.Items * 6).ToArray();
        values[7 * 6] = float.NaN;
        _data.Write("item_emb.npy", NpyBytes.Array("<f4", $"({SmallData.Items}, 6)", values));

        var run = _data.Train("--out", _data["run"]);

        run.ExitCode.Should().Be(1);
        run.Error.Should().Contain("item_emb.npy").And.Contain("NaN").And.Contain("7");
        Directory.Exists(_data["run"]).Should().BeFalse();
    }

    [Fact]
    public void Train_Ends130_WhenInterrupted()
    {
        using var interrupt = new CancellationTokenSource();
        interrupt.Cancel();

        var run = CliRun.Of(interrupt.Token, "train", "--data", _data.Root, "--out", _data["run"]);

        run.ExitCode.Should().Be(130);
        run.Error.Trim().Should().Be("darec: interrupted.");
        Directory.Exists(_data["run"]).Should().BeFalse();
    }

    public void Dispose() => _data.Dispose();

    private JsonNode Json(string name) => JsonNode.Parse(File.ReadAllText(_data[name]))!;

    // All but times and settings.
    private string Metrics(string name)
    {
        var json = Json(name).AsObject();
        json.Remove("seconds_per_epoch");
        json.Remove("peak_megabytes");
        json.Remove("settings");
        json.Remove("curves");
        return json.ToJsonString();
    }
}
