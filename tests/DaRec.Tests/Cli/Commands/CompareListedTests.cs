using System.Text.Json.Nodes;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

/// <summary>Comparisons of methods that a preset lists, each tuned within the same budget.</summary>
public sealed class CompareListedTests : IDisposable
{
    // One epoch of matrix factorization is as good as none, and items of a user's own group are found by their neighbors.
    private const string TwoMethods =
        """{ "methods": { "mf": { "learning-rate": "1e-5..1e-4" }, "item-knn": { "shrinkage": "0..20", "neighbors": "20,all" } } }""";

    private readonly SmallData _data = new();
    private readonly ProgramCalls _calls = new();

    public CompareListedTests()
    {
        using var planted = PlantedBlocks.Create();
        foreach (var (name, part) in new[] { ("trn.npz", planted.Train), ("val.npz", planted.Validation!), ("tst.npz", planted.Test!) })
        {
            var pairs = Enumerable.Range(0, part.UserCount)
                .SelectMany(user => part.ItemsOf(user).ToArray().Select(item => (User: user, Item: item))).ToList();
            _data.Write(name, NpzBytes.Coo(
                [.. pairs.Select(pair => pair.User)], [.. pairs.Select(pair => pair.Item)], [part.UserCount, part.ItemCount]));
        }

        File.Delete(_data["user_emb.npy"]); // of fewer users
        _data.Write("methods.json", TwoMethods);
    }

    [Fact]
    public void Compare_TunesEachMethod_AndMeasuresTheBestOnTheTestPart()
    {
        var run = Compare();

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll(
            "2 methods, 2 trials and 3 seeds each: 10 runs at most",
            "[4/4] ",
            "Matrix factorization, trial 1 (defaults): validation recall@20 0.",
            "The test part is measured now, with the best trial of each method.",
            "All methods, the best first",
            "Tuned settings",
            "40 × 40",
            "Item-kNN wins: Recall@20 +",
            " over the next best, Matrix factorization (95 % interval over users +",
            "Cost: Item-kNN ",
            " s for 2 trials, a matrix of 40 × 40 item weights; Matrix factorization ",
            "32 columns an item.");
        _calls.All.Should().HaveCount(10);
        _calls.All.Take(4).Should().OnlyContain(arguments => arguments.Contains("--no-test"));
        _calls.All.Skip(4).Should().OnlyContain(arguments => !arguments.Contains("--no-test") && arguments.Contains("--user-metrics"));
        Directory.GetFiles(_data[Path.Combine("out", "runs")]).Select(Path.GetFileName).Should().BeEquivalentTo(
            "mf+none-trial-001.json", "mf+none-trial-002.json", "item-knn+none-trial-001.json", "item-knn+none-trial-002.json",
            "mf+none-1.json", "mf+none-2.json", "mf+none-3.json", "item-knn+none-1.json", "item-knn+none-2.json", "item-knn+none-3.json");
        File.ReadAllText(_data[Path.Combine("out", "compare.md")]).Should().ContainAll(
            "--preset FILE.json", "## All methods, the best first", "| Trials | s a run | s to tune | Needs | Tuned settings |", "## Verdict",
            "Item-kNN wins: ");
    }

    [Fact]
    public void Compare_KeepsTrialsChoiceAndVerdict_InItsFile()
    {
        Compare();

        var json = Json();
        json["verdict"]!["winner"]!.GetValue<string>().Should().Be("Item-kNN");
        json["verdict"]!["leading"]!["recall@20"]!["users"]!["low"]!.GetValue<double>().Should().BePositive();
        json["verdict"]!["leading"]!["ndcg@20"]!["seeds"]!["p"]!.GetValue<double>().Should().BeInRange(0, 1);
        foreach (var method in json["methods"]!.AsArray())
        {
            var trials = method!["tuning"]!["trials"]!.AsArray();
            trials.Should().HaveCount(2);
            trials[0]!["options"]!.AsObject().Should().BeEmpty("the first has the defaults");
            var best = trials.MaxBy(trial => trial!["recall@20"]!.GetValue<double>())!;
            method["tuning"]!["best"]!.GetValue<int>().Should().Be(best["trial"]!.GetValue<int>());
            method["tuning"]!["settings"]!.ToJsonString().Should().Be(best["options"]!.ToJsonString());
            method["work_seconds"]!.GetValue<double>().Should().BePositive();
            method["runs"]!.AsObject().Should().OnlyContain(run => run.Value!["of_users"] == null);
        }

        var kept = JsonNode.Parse(File.ReadAllText(_data[Path.Combine("out", "runs", "mf+none-1.json")]))!;
        var users = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(
            Convert.FromBase64String(kept["of_users"]!["recall"]!.GetValue<string>())).ToArray();
        users.Should().HaveCount(PlantedBlocks.UserCount);
        users.Average(value => (double)value).Should().BeApproximately(kept["recall"]!["20"]!.GetValue<double>(), 1e-6);
    }

    [Fact]
    public void Compare_DoesNothingAnew_WhenCalledAgain()
    {
        Compare();
        var verdict = Json()["verdict"]!.ToJsonString();

        var again = Compare();

        again.ExitCode.Should().Be(0);
        again.Output.Should().Contain("4 of 4 runs are there already.").And.Contain("6 of 6 runs are there already.");
        _calls.All.Should().HaveCount(10);
        Json()["verdict"]!.ToJsonString().Should().Be(verdict);
    }

    [Fact]
    public void Compare_GoesOn_WhereItsTrialsWereInterrupted()
    {
        using var interrupt = new CancellationTokenSource();
        _calls.Called = () =>
        {
            if (_calls.All.Count == 3)
            {
                interrupt.Cancel();
            }
        };

        _calls.Run(interrupt.Token, Arguments()).ExitCode.Should().Be(130);
        _calls.Called = null;

        Compare().ExitCode.Should().Be(0);
        _calls.All.Should().HaveCount(11, "the third call was for nothing");
    }

    [Fact]
    public void Compare_KeepsTheTrials_WhenMoreAreAskedFor()
    {
        Compare();

        Compare("--trials", "3").ExitCode.Should().Be(0);

        _calls.All.Take(4).Concat(_calls.All.Skip(10)).Count(arguments => arguments.Contains("--no-test")).Should().Be(6);
    }

    [Fact]
    public void Compare_ComparesTheDefaults_WithoutTrials()
    {
        var run = Compare("--trials", "0");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("2 methods, 3 seeds each: 6 runs");
        _calls.All.Should().HaveCount(6);
        Json()["methods"]!.AsArray().Should().OnlyContain(method => method!["tuning"] == null);
    }

    [Fact]
    public void Compare_LeavesARangeOut_WhoseOptionIsTyped()
    {
        Compare("--shrinkage", "7").ExitCode.Should().Be(0);

        var trials = Json()["methods"]![1]!["tuning"]!["trials"]!.AsArray();
        trials[1]!["options"]!.AsObject().Select(option => option.Key).Should().Equal("neighbors");
        var settings = Json()["methods"]![1]!["runs"]!["1"]!["settings"]!;
        settings["item-knn"]!["shrinkage"]!.GetValue<double>().Should().Be(7);
    }

    [Fact]
    public void Compare_GoesOnWithOtherTrials_WhereOneFails()
    {
        _calls.Fails = arguments => arguments.Any(argument => argument.Contains("mf+none-trial-001", StringComparison.Ordinal));

        var run = Compare();

        run.ExitCode.Should().Be(0);
        run.Error.Trim().Should().Be("failed: Matrix factorization, trial 1 (defaults): The loss became NaN.");
        Json()["methods"]![0]!["tuning"]!["best"]!.GetValue<int>().Should().Be(2);
    }

    [Theory]
    [InlineData("train")]
    [InlineData("tune")]
    public void OtherVerbs_RefuseAList(string verb)
    {
        var run = _calls.Run(verb, "--data", _data.Root, "--preset", "text-rivals");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--preset text-rivals lists methods for compare; expected settings of one.");
    }

    [Fact]
    public void Compare_Fails_WhereAllTrialsOfAMethodDo()
    {
        _calls.Fails = arguments => arguments.Any(argument => argument.Contains("mf+none-trial", StringComparison.Ordinal));

        var run = Compare();

        run.ExitCode.Should().Be(1);
        Json()["methods"]!.AsArray().Should().ContainSingle();
        Json()["verdict"].Should().BeNull();
    }

    [Fact]
    public void TextRivals_GivesEachMethodAsManyTrials()
    {
        _calls.Fails = _ => true; // the plan is all that matters

        var run = _calls.Run("compare", "--data", _data.Root, "--preset", "text-rivals");

        run.Output.Should().Contain("15 methods, 8 trials and 3 seeds each");
        var names = _calls.All.Select(arguments => Path.GetFileName(arguments[arguments.ToList().IndexOf("--config") + 1]))
            .Select(name => name[..name.IndexOf("-trial", StringComparison.Ordinal)]).ToList();
        names.GroupBy(name => name).Should().HaveCount(15).And.OnlyContain(trials => trials.Count() == 8);
        names.Take(15).Should().OnlyHaveUniqueItems("each method's defaults come first");
    }

    [Fact]
    public void TextRivals_LeavesOut_WhatNeedsTextsThatAreMissing()
    {
        File.Delete(_data["item_emb.npy"]);
        _calls.Fails = _ => true;

        var run = _calls.Run("compare", "--data", _data.Root, "--preset", "text-rivals", "--trials", "1");

        run.Output.Should().Contain(
            "Left out, for the folder lacks their texts: LightGCN + DaRec, LightGCN + RLMRec-Con, LightGCN + RLMRec-Gen, LightGCN + KAR, " +
            "LightGCN + ProMax (SDR), AlphaRec, TextGCN, Add-EASE, L3AE.");
        _calls.All.Should().HaveCount(6);
    }

    [Theory]
    [InlineData("""{ "methods": {} }""", "methods: expected at least one method.")]
    [InlineData("""{ "methods": { "lightgcn+derec": {} } }""", "there is no method \"lightgcn+derec\"; did you mean \"lightgcn+darec\"?")]
    [InlineData("""{ "methods": { "ease+darec": {} } }""", "there is no method \"ease+darec\"")]
    [InlineData("""{ "methods": { "ease": { "penalty": 3 } } }""", "methods.ease.penalty: expected a range as text")]
    [InlineData("""{ "methods": { "ease": "3" } }""", "methods.ease: expected an object")]
    [InlineData("""{ "methods": { "ease": { "penalty": "3..1" } } }""", "methods.ease penalty=3..1: expected two numbers, the lower one first.")]
    [InlineData("""{ "methods": { "ease": { "layers": "1..3" } } }""", "methods.ease layers=1..3: --layers does nothing for EASE")]
    [InlineData("""{ "methods": { "ease": { "seed": "1..3" } } }""", "methods.ease seed=1..3: a seed is nothing to choose")]
    public void Compare_SaysWhatIsWrongWithAList_BeforeItRunsAnything(string file, string expected)
    {
        _data.Write("methods.json", file);

        Refuses(expected);
    }

    [Theory]
    [InlineData("--backbones: the preset lists the methods", "--backbones", "lightgcn")]
    [InlineData("--align: the preset lists the methods", "--align", "none")]
    [InlineData("--trials -1: expected a whole number ≥ 0.", "--trials=-1")]
    public void Compare_SaysWhatDoesNotGoWithAList(string expected, params string[] more) => Refuses(expected, more);

    [Fact]
    public void Compare_HasNoTrials_WithoutAList()
    {
        var run = _calls.Run("compare", "--data", _data.Root, "--trials", "3");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("--trials needs a preset that lists methods");
    }

    [Fact]
    public void Compare_AsksForAValidationPart_ToTuneOn()
    {
        File.Delete(_data["val.npz"]);

        Refuses("There is no validation part (val) in ");
        Compare("--trials", "0").ExitCode.Should().Be(0);
    }

    public void Dispose() => _data.Dispose();

    private void Refuses(string expected, params string[] more)
    {
        var run = Compare(more);

        run.ExitCode.Should().Be(2);
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        _calls.All.Should().BeEmpty();
    }

    private CliRun Compare(params string[] more) => _calls.Run(Arguments(more));

    private string[] Arguments(params string[] more) =>
    [
        "compare", "--data", _data.Root, "--preset", _data["methods.json"], "--out", _data["out"], "--seeds", "1,2,3", "--epochs", "1",
        .. more.Any(word => word.StartsWith("--trials", StringComparison.Ordinal)) ? more : [.. more, "--trials", "2"],
    ];

    private JsonNode Json() => JsonNode.Parse(File.ReadAllText(_data[Path.Combine("out", "compare.json")]))!;
}
