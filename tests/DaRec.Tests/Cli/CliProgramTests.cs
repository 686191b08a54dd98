using DaRec.Cli;
using DaRec.Cli.Commands;
using FluentAssertions;
using Spectre.Console;
using Xunit;

namespace DaRec.Tests.Cli;

public sealed class CliProgramTests
{
    [Theory]
    [InlineData("Usage: darec VERB", "--help")]
    [InlineData("Usage: darec generate --out DIR", "generate", "--help")]
    [InlineData("Usage: darec import --interactions FILE", "import", "--help")]
    [InlineData("Usage: darec encode [--items FILE]", "encode", "--help")]
    [InlineData("Usage: darec train --data DIR", "train", "--help")]
    [InlineData("Usage: darec compare --data DIR", "compare", "--help")]
    [InlineData("Usage: darec tune --data DIR", "tune", "--help")]
    [InlineData("Usage: darec evaluate --data DIR", "evaluate", "-h")]
    [InlineData("Usage: darec recommend (--service DIR | --run DIR)", "recommend", "--help")]
    [InlineData("Usage: darec export --run DIR", "export", "--help")]
    [InlineData("Usage: darec similar (--service DIR | --run DIR) --item ID", "similar", "--help")]
    [InlineData("Usage: darec add-items FILE --service DIR", "add-items", "--help")]
    [InlineData("Usage: darec bench [options]", "bench", "--help")]
    [InlineData("Usage: darec check-device [options]", "check-device", "--help")]
    [InlineData("Usage: darec theorems [options]", "theorems", "--help")]
    public void Run_ShowsHelp_WhenAsked(string expected, params string[] args)
    {
        var run = CliRun.Of(args);

        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain(expected);
        run.Output.Split('\n').Should().OnlyContain(line => line.TrimEnd().Length <= 120);
        run.Error.Should().BeEmpty();
    }

    [Fact]
    public void Verbs_HaveNoOptionTwice()
    {
        var context = new CliContext(AnsiConsole.Console, TextWriter.Null, CancellationToken.None);

        Verb[] verbs =
        [
            GenerateCommand.Create(context),
            ImportCommand.Create(context),
            EncodeCommand.Create(context),
            TrainCommand.Create(context),
            CompareCommand.Create(context),
            TuneCommand.Create(context),
            EvaluateCommand.Create(context),
            InspectCommand.Create(context),
            ReportCommand.Create(context),
            RecommendCommand.Create(context),
            ExportCommand.Create(context),
            SimilarCommand.Create(context),
            AddItemsCommand.Create(context),
            BenchCommand.Create(context),
            CheckDeviceCommand.Create(context),
            TheoremsCommand.Create(context),
        ];
        foreach (var verb in verbs)
        {
            verb.Options.Select(option => option.Name).Should().OnlyHaveUniqueItems(verb.Name);
        }
    }

    [Theory]
    [InlineData("Say what to do")]
    [InlineData("no verb 'tran'; did you mean train?", "tran")]
    [InlineData("no option --epoch; did you mean --epochs?", "train", "--data", ".", "--epoch", "3")]
    [InlineData("no place for 'more'", "train", "--data", ".", "more")]
    [InlineData("--data DIR", "train")]
    [InlineData("no folder /no/such", "train", "--data", "/no/such")]
    [InlineData("no file /no/such.json", "train", "--config", "/no/such.json")]
    [InlineData("--epochs x: expected a whole number.", "train", "--data", ".", "--epochs", "x")]
    [InlineData("--threads 0: expected a whole number ≥ 1.", "train", "--data", ".", "--threads", "0")]
    [InlineData("--jobs 0: expected a whole number ≥ 1.", "compare", "--data", ".", "--jobs", "0")]
    [InlineData("--search layers=1..4", "tune", "--data", "/no/such", "--search", "layers=1..4", "--search", "layers=1..4")]
    [InlineData("'--users' is required", "evaluate", "--data", ".")]
    [InlineData("--k 5,0", "evaluate", "--data", ".", "--users", "u", "--items", "i", "--k", "5,0")]
    [InlineData("--split x", "evaluate", "--data", ".", "--users", "u", "--items", "i", "--split", "x")]
    [InlineData("--top 0", "recommend", "--data", ".", "--users", "u", "--items", "i", "--user", "1", "--top", "0")]
    public void Run_SaysWhatIsWrongInTwoLinesAtMost_WhenCalledWrongly(string expected, params string[] args)
    {
        var run = CliRun.Of(args);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        run.Error.TrimEnd().Split('\n').Length.Should().BeLessThanOrEqualTo(2);
    }
}
