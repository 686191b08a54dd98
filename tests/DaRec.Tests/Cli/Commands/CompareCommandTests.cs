using System.Text.Json.Nodes;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class CompareCommandTests : IDisposable
{
    private readonly SmallData _data = new();
    private readonly ProgramCalls _calls = new();

    [Fact]
    public void Compare_WritesTableJsonPlotAndEachRun()
    {
        var run = Compare("--backbones", "lightgcn,mf", "--align", "none,darec,rlmrec-con", "--jobs", "2");

        run.Error.Should().BeEmpty();
        run.ExitCode.Should().Be(0);
        run.Output.Should().ContainAll(
            "6 methods, 2 seeds each: 12 runs", "[12/12] ", "LightGCN + DaRec, seed 2: test recall@20 0.", " left", "p (Recall)", " ± ",
            "(95 % interval over users ", "Cost: ");
        Directory.GetFileSystemEntries(_data["out"]).Select(Path.GetFileName).Should()
            .BeEquivalentTo("compare.json", "compare.md", "compare.png", "runs");
        Directory.GetFileSystemEntries(_data[Path.Combine("out", "runs")]).Should().HaveCount(12);
        var methods = Json()["methods"]!.AsArray();
        methods.Select(method => $"{method!["backbone"]}+{method["align"]}").Should().Equal(
            "lightgcn+none", "lightgcn+darec", "lightgcn+rlmrec-con", "mf+none", "mf+darec", "mf+rlmrec-con");
        foreach (var method in methods)
        {
            var runs = method!["runs"]!.AsObject();
            runs.Select(seed => seed.Key).Should().Equal("1", "2");
            method["recall"]!["20"]!["mean"]!.GetValue<double>().Should()
                .BeApproximately(runs.Average(seed => seed.Value!["recall"]!["20"]!.GetValue<double>()), 1e-12);
        }

        var markdown = File.ReadAllText(_data[Path.Combine("out", "compare.md")]);
        markdown.Should().ContainAll(
            "darec compare --data DIR --backbones lightgcn,mf --align none,darec,rlmrec-con --seeds 1,2 --jobs 2 --out DIR --epochs 2",
            "30 users, 40 items, 240 training interactions",
            "| LightGCN + RLMRec-Con | 2 | 0.",
            "## Matrix factorization",
            "## Verdict",
            "](compare.png)");
        (markdown + Json().ToJsonString()).Should().NotContain(Path.GetDirectoryName(_data.Root));
        File.ReadAllBytes(_data[Path.Combine("out", "compare.png")])[..4].Should().Equal(0x89, (byte)'P', (byte)'N', (byte)'G');
    }

    [Fact]
    public void Compare_RunsOnlyWhatIsMissing_WhenCalledAgain()
    {
        Compare();
        var before = Figures();
        File.Delete(_data[Path.Combine("out", "runs", "lightgcn+darec-2.json")]);
        var count = _calls.All.Count;

        var again = Compare();

        again.ExitCode.Should().Be(0);
        again.Output.Should().Contain("3 of 4 runs are there already.").And.Contain("[4/4] LightGCN + DaRec, seed 2");
        _calls.All.Should().HaveCount(count + 1);
        Figures().Should().Be(before);
    }

    [Fact]
    public void Compare_RunsAgain_WhatASettingOrTheDataChange()
    {
        Compare();

        Compare("--epochs", "3").Output.Should().Contain("4 of 4 runs are there with other settings, data or device, and are run again.");
        _calls.All.Should().HaveCount(8);
        Compare("--epochs", "3", "--alignment-weight", "0.5").Output.Should().Contain("2 of 4 runs are there already.");
        _calls.All.Should().HaveCount(10);
        _data.Write("item_emb.npy", NpyBytes.Array("<f4", "(40, 6)", [.. Enumerable.Range(0, 240).Select(at => MathF.Sin(at))]));
        Compare("--epochs", "3", "--alignment-weight", "0.5");
        _calls.All.Should().HaveCount(14);
    }

    [Fact]
    public void Compare_SubsamplesTheDataOfAllRuns_AndKnowsThemApart()
    {
        Compare();

        var few = Compare("--subsample", "0.5");

        few.Output.Should().ContainAll("30 users, 40 items, 120 training interactions", "4 of 4 runs are there with other settings");
        foreach (var run in Json()["methods"]!.AsArray().SelectMany(method => method!["runs"]!.AsObject()))
        {
            run.Value!["settings"]!["subsample"]!.GetValue<double>().Should().Be(0.5);
            run.Value["settings"]!["batch"]!.GetValue<int>().Should().Be(12);
        }
    }

    [Fact]
    public void Compare_TellsThirdsByPopularity_AndShowsThemWhenAsked()
    {
        string[] methods = ["--align", "none,darec,kar"];
        Compare(methods).Output.Should().NotContain("Tail items");

        var shown = Compare([.. methods, "--slices", "true"]);

        _calls.All.Should().HaveCount(6, "what is shown changes no run");
        shown.Output.Should().ContainAll(
            "Tail items, ", "Head users, ", "Middle users, ", " %)", "head users have 8 to 8 (10 of them)");
        var markdown = File.ReadAllText(_data[Path.Combine("out", "compare.md")]);
        markdown.Should().ContainAll(
            "| Third, method | Recall@20 | NDCG@20 |", "| Tail items, ", "head users have 8 to 8 (10 of them)", "--slices true");
        var all = Json()["methods"]!.AsArray();
        foreach (var (of, third, metric) in Thirds())
        {
            var first = Values(all[0]!);
            foreach (var method in all)
            {
                var value = method!["slices"]![of]![third]![metric]!;
                value["seeds"]!.GetValue<int>().Should().Be(2);
                value["mean"]!.GetValue<double>().Should().BeApproximately(Values(method).Average(), 1e-12);
                if (method == all[0])
                {
                    value["gain"].Should().BeNull();
                }
                else
                {
                    value["gain"]!["percent"]!.GetValue<double>().Should()
                        .BeApproximately(100 * ((Values(method).Sum() / first.Sum()) - 1), 1e-9);
                }
            }

            double[] Values(JsonNode method) => [.. method["runs"]!.AsObject()
                .Select(run => run.Value!["slices"]![of]![third]![metric]!.GetValue<double>())];
        }

        static IEnumerable<(string Of, string Third, string Metric)> Thirds() =>
            from pair in new[] { ("items", "recall"), ("users", "recall"), ("users", "ndcg") }
            from third in new[] { "tail", "middle", "head" }
            select (pair.Item1, third, pair.Item2);
    }

    [Fact]
    public void Compare_TellsGainsOfThirds_OverTheFirstMethodThatIsAskedFor()
    {
        Compare("--align", "darec,none").ExitCode.Should().Be(0);

        var methods = Json()["methods"]!.AsArray();
        methods[0]!["slices"]!["gain_over"].Should().BeNull();
        methods[0]!["slices"]!["items"]!["head"]!["recall"]!["gain"].Should().BeNull();
        methods[1]!["slices"]!["gain_over"]!.GetValue<string>().Should().Be("LightGCN + DaRec");
        methods[1]!["slices"]!["items"]!["head"]!["recall"]!["gain"]!.AsObject().Select(pair => pair.Key).Should().Equal("percent", "p");
    }

    [Fact]
    public void Compare_GoesOn_WhereItWasInterrupted()
    {
        using var interrupt = new CancellationTokenSource();
        _calls.Called = () =>
        {
            if (_calls.All.Count == 3)
            {
                interrupt.Cancel();
            }
        };

        var first = _calls.Run(interrupt.Token, [.. Arguments("out")]);
        _calls.Called = null;

        first.ExitCode.Should().Be(130);
        first.Error.Should().Contain("2 of 4 runs are finished; the same command goes on with the others.");
        Directory.GetFileSystemEntries(_data["out"]).Select(Path.GetFileName).Should().Equal("runs");
        _calls.Run([.. Arguments("out")]).ExitCode.Should().Be(0);
        _calls.All.Should().HaveCount(5);
        _calls.Run([.. Arguments("whole")]).ExitCode.Should().Be(0);
        Figures("out").Should().Be(Figures("whole"));
    }

    [Fact]
    public void Compare_TakesAHalfWrittenRun_ForNone()
    {
        Compare();
        _data.Write(Path.Combine("out", "runs", "lightgcn+none-1.json"), """{ "recall": { "5": 0.""");
        Directory.CreateDirectory(_data[Path.Combine("out", "runs", ".under-way-1999999999")]);

        Compare().ExitCode.Should().Be(0);

        _calls.All.Should().HaveCount(5);
        Directory.Exists(_data[Path.Combine("out", "runs", ".under-way-1999999999")]).Should().BeFalse();
    }

    [Fact]
    public void Compare_ReportsARunThatFailed_AndTriesItAgain()
    {
        _calls.Fails = arguments => arguments.Any(argument => argument.Contains("darec-2", StringComparison.Ordinal));

        var failed = Compare();

        failed.ExitCode.Should().Be(1);
        failed.Error.Trim().Should().Be("failed: LightGCN + DaRec, seed 2: The loss became NaN.");
        failed.Output.Should().Contain("LightGCN + DaRec, seed 2: failed: The loss became NaN");
        Json()["failed"]!.AsArray().Should().ContainSingle();
        Json()["methods"]!.AsArray().Select(method => method!["runs"]!.AsObject().Count).Should().Equal(2, 1);
        _calls.Fails = _ => false;
        Compare().ExitCode.Should().Be(0);
        _calls.All.Should().HaveCount(5);
        Json()["failed"]!.AsArray().Should().BeEmpty();
    }

    [Fact]
    public void Compare_TellsNoGain_WithoutTheRecommenderAlone()
    {
        var run = Compare("--align", "darec");

        run.Output.Should().NotContain("gain");
        Json()["methods"]![0]!["gain"].Should().BeNull();
    }

    [Fact]
    public void Compare_KeepsNothing_WithoutAFolder()
    {
        var before = Directory.GetFileSystemEntries(_data.Root);

        var run = _calls.Run("compare", "--data", _data.Root, "--seeds", "1", "--epochs", "2");

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("–", "one seed has no p");
        Directory.GetFileSystemEntries(_data.Root).Should().BeEquivalentTo(before);
    }

    [Fact]
    public void Compare_WarnsOfAnOption_ThatNoneOfTheMethodsHas()
    {
        Compare("--noise", "0.2").Error.Should().Contain("warning: --noise does nothing for any of these methods.");
        Compare("--backbones", "lightgcn,simgcl", "--noise", "0.2").Error.Should().BeEmpty();
    }

    [Theory]
    [InlineData("--backbones lightgnc: there is no 'lightgnc'; did you mean lightgcn?", "--backbones", "lightgnc")]
    [InlineData("--align none,darek: there is no 'darek'; did you mean darec?", "--align", "none,darek")]
    [InlineData("--align none,none: none is there twice; expected each once.", "--align", "none,none")]
    [InlineData("--seeds 1,2,1: 1 is there twice; expected each once.", "--seeds", "1,2,1")]
    [InlineData("--seeds 1,x: expected whole numbers with commas between", "--seeds", "1,x")]
    [InlineData("--slices maybe: expected true or false.", "--slices", "maybe")]
    [InlineData("--jobs 0: expected a whole number ≥ 1.", "--jobs", "0")]
    [InlineData("--epochs 0: expected ≥ 1.", "--epochs", "0")]
    [InlineData("no option --seed; did you mean --seeds?", "--seed", "1")]
    [InlineData("--out ", "--out", "trn.npz")]
    public void Compare_SaysWhatIsWrong_BeforeItRunsAnything(string expected, params string[] args)
    {
        var run = _calls.Run(["compare", "--data", _data.Root, .. args.Select(arg => arg == "trn.npz" ? _data[arg] : arg)]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        _calls.All.Should().BeEmpty();
    }

    [Fact]
    public void Compare_AsksForTexts_BeforeItRunsAnything()
    {
        using var bare = new SmallData(hasEmbeddings: false);

        var run = _calls.Run("compare", "--data", bare.Root);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("no texts for --align darec");
        _calls.All.Should().BeEmpty();
    }

    public void Dispose() => _data.Dispose();

    private CliRun Compare(params string[] more) => _calls.Run([.. Arguments("out", more)]);

    // Two epochs and two seeds, unless others are asked for.
    private IEnumerable<string> Arguments(string output, params string[] more) =>
        ((string[])["compare", "--data", _data.Root, "--out", _data[output]])
        .Concat(more)
        .Concat(more.Contains("--epochs") ? [] : ["--epochs", "2"])
        .Concat(more.Contains("--seeds") ? [] : ["--seeds", "1,2"]);

    private JsonNode Json(string output = "out") => JsonNode.Parse(File.ReadAllText(_data[Path.Combine(output, "compare.json")]))!;

    // All but what is measured anew each time.
    private string Figures(string output = "out")
    {
        var json = Json(output);
        foreach (var method in json["methods"]!.AsArray().Select(method => method!.AsObject()))
        {
            foreach (var part in method["runs"]!.AsObject().Select(run => run.Value!.AsObject()).Append(method))
            {
                part.Remove("seconds");
                part.Remove("seconds_per_epoch");
                part.Remove("work_seconds");
                part.Remove("peak_megabytes");
            }
        }

        (json["verdict"] as JsonObject)?.Remove("text"); // it tells the seconds
        return json.ToJsonString();
    }
}
