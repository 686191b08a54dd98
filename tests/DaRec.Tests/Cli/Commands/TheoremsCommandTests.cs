using System.CommandLine;
using System.Text.Json.Nodes;
using DaRec.Cli;
using DaRec.Cli.Commands;
using DaRec.Cli.Output;
using DaRec.Diagnostics.Theorems;
using DaRec.Tests.Testing;
using FluentAssertions;
using Spectre.Console;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class TheoremsCommandTests : IDisposable
{
    private static readonly Theorem2Options Tiny = new() { SeedCount = 2, RowCount = 200, Steps = 5, Width = 4 };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Theorems_ShowsBothAndWritesJsonAndMarkdown()
    {
        var (exitCode, output, error) = Run("--joints", "700", "--seed", "5", "--out", _folder["out"]);

        (exitCode, error).Should().Be((CliProgram.Done, ""));
        output.Should().Contain("Theorem 1 holds; wrong bounds caught: 3 of 3").And.Contain("2 Δp, wrong").And.Contain("D = D′")
            .And.Contain("Ê, disentangled").And.Contain("I(Ê;R) ≥ I(Ẽ;R): the measurement");
        Directory.GetFiles(_folder["out"]).Select(Path.GetFileName).Should().BeEquivalentTo("theorems.json", "theorems.md");
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(_folder["out"], "theorems.json")))!;
        json["theorem1"]!.AsArray().Select(bound => bound!["counterexamples"]!.GetValue<int>() > 0).Should().Equal(false, true, true, true);
        json["theorem1"]![0]!["kinds"]!.AsArray().Should().HaveCount(14);
        json["theorem1"]![1]!["worst"]![0]![0]![0]!.GetValue<double>().Should().BeInRange(0, 1);
        json["theorem2"]!["firstSeed"]!.GetValue<int>().Should().Be(5);
        json["theorem2"]!["tasks"]![1]!["methods"]![1]!["method"]!.GetValue<string>().Should().Be("aligned");
        File.ReadAllText(Path.Combine(_folder["out"], "theorems.md")).Should()
            .Contain("darec theorems --joints 700 --seed 5 --out DIR").And.Contain("| Bound | Distributions |");
    }

    [Fact]
    public void Theorems_Fails_WhereAWrongBoundIsNotCaught()
    {
        var (exitCode, _, error) = Run("--joints", "1");

        exitCode.Should().Be(CliProgram.Failed);
        error.Should().Contain("failed: the wrong bound").And.Contain("has no counterexample among 1 distributions");
    }

    [Fact]
    public void Failures_NameACounterexampleToTheTheorem()
    {
        var broken = Theorem1Check.Run(100, seed: 1, new Theorem1Bound("broken", values => values.ExcessRiskBits + 1));

        var report = new TheoremsReport("", null!, broken, Tiny, []);

        report.Failures.Should().ContainSingle().Which.Should().StartWith("theorem 1 has 100 counterexamples, the strongest by 1 bits");
        TheoremTables.FirstSummary(report)[0].Should().StartWith("Theorem 1 FAILS");
    }

    [Theory]
    [InlineData("--joints 0: expected a whole number ≥ 1.", "--joints", "0")]
    [InlineData("--seeds 1: expected a whole number ≥ 2", "--seeds", "1")]
    [InlineData("--seed x: expected a whole number.", "--seed", "x")]
    [InlineData("--alignment-weight -1: expected a number ≥ 0.", "--alignment-weight", "-1")]
    public void Theorems_SaysWhatIsWrong(string expected, params string[] args)
    {
        var run = CliRun.Of(["theorems", .. args]);

        run.ExitCode.Should().Be(CliProgram.WrongUse);
        run.Error.Should().Contain(expected);
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(output),
        });
        console.Profile.Width = 160;
        var verb = TheoremsCommand.Create(new CliContext(console, error, CancellationToken.None), Tiny);
        var exitCode = verb.Parse(args).Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
        return (exitCode, output.ToString(), error.ToString());
    }
}
