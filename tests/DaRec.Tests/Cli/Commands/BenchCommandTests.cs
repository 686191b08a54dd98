using System.CommandLine;
using System.Text.Json.Nodes;
using DaRec.Cli;
using DaRec.Cli.Benchmarks;
using DaRec.Cli.Commands;
using DaRec.Tests.Testing;
using FluentAssertions;
using Spectre.Console;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class BenchCommandTests : IDisposable
{
    private static readonly BenchmarkSettings Tiny = new()
    {
        IsFull = true,
        Rounds = 1,
        PairRows = 64,
        ManyRows = 80,
        SquareProduct = 32,
        ClusterCounts = [3],
        SparseWidths = [4],
        RuleWidths = [4],
        ScalingRows = [32, 64],
        UserCount = 40,
        ItemCount = 50,
        InteractionCount = 400,
        BatchSize = 64,
        TextWidth = 12,
        WideTextWidth = 20,
        SampleSize = 32,
        StepRows = 48,
        BatchSeconds = 0.001,
        Steps = 3,
        CollapseEpochs = [0, 2],
        ServedItems = 60,
        ServedUsers = 9,
        NewItems = 7,
        DeviceRows = [32],
        DeviceProduct = 16,
        ScaleUpTo = 1000,
    };

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Bench_AnswersEveryQuestionAndWritesJsonMarkdownAndPlot()
    {
        var output = Run("--out", _folder["out"]);

        Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Should().BeEquivalentTo("bench.json", "bench.md", "bench.png");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["out"], "bench.json")))!;
        json["results"]!.AsArray().Select(result => (string)result!["name"]!)
            .Should().Equal(BenchmarkCatalog.All.Select(benchmark => benchmark.Name));
        json["machine"]!["threads"]!.GetValue<int>().Should().BePositive();
        json["results"]![0]!["findings"]![0]!["seconds"]!.GetValue<double>().Should().BePositive();
        File.ReadAllText(Path.Combine(_folder["out"], "bench.md")).Should()
            .Contain("darec bench --out DIR").And.Contain("| Question | Ours |").And.Contain("![Time and memory against N̂](bench.png)");
        File.ReadAllBytes(Path.Combine(_folder["out"], "bench.png"))[..4].Should().Equal(0x89, (byte)'P', (byte)'N', (byte)'G');
        output.Should().Contain("uniformity, 64 × 32").And.Contain("40 users, 50 items");
    }

    public static TheoryData<string> Names => [.. BenchmarkCatalog.All.Select(benchmark => benchmark.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Bench_LeavesNoTensorBehind(string name)
    {
        Run("--only", name); // static caches, if any, fill on the first call

        LiveTensors.LeftBy(() => Run("--only", name)).Should().Be(0);
    }

    [Fact]
    public void Bench_MeasuresTheGraphOfAFolder_WhereOneIsGiven()
    {
        using var data = new SmallData();

        var output = Run("--only", "evaluation,sparse-product", "--data", data.Root);

        output.Should().Contain("30 users, 40 items, 240 interactions").And.Contain("full ranking, 30 users × 40 items")
            .And.NotContain("uniformity");
    }

    [Fact]
    public void Bench_LooksAtWhatTheTermsDo_WhereAFolderHasTexts()
    {
        using var data = new SmallData();
        string[] asked = ["--only", "collapse", "--data", data.Root];

        var output = Run(asked);

        output.Should().ContainAll("texts reduced to 6", "paper, epoch 0", "recipe, all terms, epoch 2").And.NotContain("NaN");
        LiveTensors.LeftBy(() => Run(asked)).Should().Be(0);
    }

    [Theory]
    [InlineData("item_emb.npy")]
    [InlineData("user_emb.npy")]
    public void Bench_LooksAtTheSideThatHasTexts_WhereTheOtherHasNone(string missing)
    {
        using var data = new SmallData();
        File.Delete(data[missing]);

        Run("--only", "collapse", "--data", data.Root).Should().Contain("recipe, all terms, epoch 2").And.NotContain("NaN");
    }

    [Fact]
    public void Bench_SaysSo_WhereAFolderHasNoTextsToLookAt()
    {
        using var data = new SmallData(hasEmbeddings: false);

        Run("--only", "collapse", "--data", data.Root).Should().Contain("the data have no texts");
    }

    [Fact]
    public void Bench_ComparesWithFiguresOfOthers_WhereSomeAreGiven()
    {
        _folder.Write("p.json", """{ "threads": 99, "figures": { "evaluation": { "name": "NumPy 9", "seconds": 8000 } } }""");

        var output = Run("--only", "evaluation", "--peers", _folder["p.json"]);

        output.Should().Contain("8000 s (NumPy 9)").And.Contain("yes").And.Contain("measured with 99 threads");
    }

    [Theory]
    [InlineData("no benchmark 'epoc'; did you mean epoch?", "--only", "uniformity,epoc")]
    [InlineData("--threads 0: expected a whole number ≥ 1.", "--threads", "0")]
    [InlineData("no file /no/such.json", "--peers", "/no/such.json")]
    [InlineData("no folder /no/such", "--data", "/no/such")]
    public void Bench_SaysWhatIsWrong_WhenCalledWrongly(string expected, params string[] args)
    {
        var run = CliRun.Of(["bench", .. args]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
    }

    public void Dispose() => _folder.Dispose();

    private static string Run(params string[] args)
    {
        using var output = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 200;
        var verb = BenchCommand.Create(new CliContext(console, output, CancellationToken.None), Tiny);

        var exitCode = verb.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });

        exitCode.Should().Be(0);
        return output.ToString();
    }
}
