using System.Text.RegularExpressions;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class ReportCommandTests : IDisposable
{
    private const string Evil = "</title><script>alert(1)</script> \" onload='x' & more";
    private readonly TemporaryFolder _folder = new();

    public ReportCommandTests()
    {
        Call("generate", "--out", Data, "--user-count", "60", "--item-count", "50", "--interactions-per-user", "9", "--text-width", "8");
        File.WriteAllLines(
            Path.Combine(Data, "item_text.tsv"), Enumerable.Range(0, 50).Select(item => $"{item}\t{Evil} {item} | tag{item % 3}, <b>x{item % 2}</b>"));
    }

    private string Data => _folder["data"];

    private string Page => _folder["report.html"];

    [Fact]
    public void OfARun_TellsTheVerdictFirst_ThenAllSections()
    {
        Train("run");

        var run = new ProgramCalls().Run("report", "--run", _folder["run"], "--out", Page, "--clusters", "3");

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().MatchRegex(@"report\.html: \d+\.\d\d MB, \d+\.\d s");
        var html = File.ReadAllText(Page);
        new FileInfo(Page).Length.Should().BeLessThan(3_000_000);
        Regex.Matches(html, "<section id=\"([a-z]+)\"").Select(match => match.Groups[1].Value).Should().Equal(
            "verdict", "figures", "whom", "groups", "maps", "similarity", "changes", "embeddings", "training", "settings");
        html.Should().MatchRegex("(Yes|No, they did harm|No difference that can be told from chance)\\. Of the items that users took");
        html.Should().Contain("It sorts the items into 3 groups").And.Contain("ollapsed: ");
    }

    [Fact]
    public void NothingIsFetched_AndNoTitleBecomesMarkup()
    {
        Train("run");

        Call("report", "--run", _folder["run"], "--out", Page);

        var html = File.ReadAllText(Page);
        html.Should().NotContain("<script>alert").And.NotContain("<b>x").And.Contain("&lt;script&gt;alert(1)&lt;/script&gt;");
        Regex.Matches(html, "<script").Should().ContainSingle();
        Regex.Matches(html, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value)
            .Should().OnlyContain(link => link.StartsWith('#') || link.StartsWith("data:", StringComparison.Ordinal));
        Regex.Matches(html, @"url\(|@import|https?://").Should().BeEmpty();
        html.Should().NotContain(_folder.Root, "places of files are nobody else's");
    }

    [Fact]
    public void WithoutABaseline_SaysWhatCannotBeTold()
    {
        Train("run");

        Call("report", "--run", _folder["run"], "--baseline", "none", "--out", Page);

        File.ReadAllText(Page).Should().Contain("there is no run to compare with").And.NotContain("<section id=\"changes\"");
    }

    [Fact]
    public void DataWithoutTitlesOrTestPart_HaveAReport()
    {
        File.Delete(Path.Combine(Data, "item_text.tsv"));
        File.Delete(Path.Combine(Data, "tst.npz"));
        Train("run");

        Call("report", "--run", _folder["run"], "--out", Page);

        File.ReadAllText(Page).Should().Contain("The data have no test part").And.Contain("Centre 1").And.Contain("item 7");
    }

    [Fact]
    public void OfAComparison_TellsWhoWins_ForWhom_AndTheCost()
    {
        Call("compare", "--data", Data, "--seeds", "1,2", "--epochs", "6", "--learning-rate", "0.01", "--out", _folder["compared"]);

        Call("report", "--compare", _folder["compared"], "--out", Page);

        var html = File.ReadAllText(Page);
        Regex.Matches(html, "<section id=\"([a-z]+)\"").Select(match => match.Groups[1].Value).Should().Equal(
            "verdict", "methods", "whom", "groups", "cost", "training", "settings");
        html.Should().Contain("(the mean of 2 trainings each)").And.Contain("LightGCN + DaRec").And.Contain("By LightGCN + DaRec: items stand in one group");
    }

    [Fact]
    public void AComparisonAndARun_AreOnOnePage()
    {
        Call("compare", "--data", Data, "--seeds", "1", "--epochs", "4", "--out", _folder["compared"]);
        Train("run");

        Call("report", "--compare", _folder["compared"], "--run", _folder["run"], "--baseline", "none", "--out", Page);

        Regex.Matches(File.ReadAllText(Page), "<section id=\"([a-z]+)\"").Select(match => match.Groups[1].Value)
            .Should().OnlyHaveUniqueItems().And.Contain(["verdict", "methods", "groups", "maps"]);
    }

    [Fact]
    public void WrongUse_IsToldSo()
    {
        Train("run");
        _folder.Write("mine.txt", "mine");

        Told("Say what to report");
        Told("there is a file of another kind", "--run", _folder["run"], "--out", _folder["mine.txt"]);
        Told("that is a folder", "--run", _folder["run"], "--out", _folder.Root);
        Told("it has no compare.json", "--compare", _folder["run"], "--out", Page);
        Told("There is no folder", "--run", _folder["nowhere"], "--out", Page);

        static void Told(string message, params string[] typed)
        {
            var run = CliRun.Of(["report", .. typed]);
            run.ExitCode.Should().Be(2);
            run.Error.Should().Contain(message);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Train(string name) => Call("train", "--data", Data, "--epochs", "6", "--learning-rate", "0.01", "--out", _folder[name]);

    private static void Call(params string[] typed)
    {
        var calls = new ProgramCalls();
        var run = calls.Run(typed);
        run.ExitCode.Should().Be(0, run.Error);
    }
}
