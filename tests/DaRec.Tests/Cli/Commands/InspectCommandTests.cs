using System.Text.Json.Nodes;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

public sealed class InspectCommandTests(ServedRun served) : IClassFixture<ServedRun>, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void WithoutAQuestion_ShowsCards_AndTrainsNothing()
    {
        var calls = new ProgramCalls();

        var run = calls.Run("inspect", "--run", served.Run, "--clusters", "4", "--json", _folder["cards.json"]);

        run.ExitCode.Should().Be(0, run.Error);
        calls.All.Should().BeEmpty();
        run.Output.Should().Contain("4 preference centres").And.Contain("items  Thing");
        var cards = JsonNode.Parse(File.ReadAllText(_folder["cards.json"]))!["centers"]!.AsArray();
        cards.Sum(card => card!["items"]!.GetValue<int>()).Should().Be(ServedRun.Items);
        cards.Sum(card => card!["users"]!.GetValue<int>()).Should().Be(ServedRun.Users);
    }

    [Fact]
    public void AUser_GetsRecommendations_WhosePartsSumToTheirScores()
    {
        var run = CliRun.Of("inspect", "--run", served.Run, "--user", "u3", "--top", "4", "--baseline", "none", "--json", _folder["user.json"]);

        run.ExitCode.Should().Be(0, run.Error);
        run.Output.Should().Contain("user u3:").And.Contain("by interactions").And.Contain("texts like");
        var listed = JsonNode.Parse(CliRun.Of("recommend", "--run", served.Run, "--user", "u3", "--top", "4", "--json").Output)!["items"]!.AsArray();
        var told = JsonNode.Parse(File.ReadAllText(_folder["user.json"]))!["recommended"]!.AsArray();
        told.Select(item => Text(item!["id"])).Should().Equal(listed.Select(item => Text(item!["id"])));
        foreach (var (item, same) in told.Zip(listed))
        {
            Number(item!["score"]).Should().BeApproximately(Number(same!["score"]), 1e-3);
            (Number(item["collaborative"]) + Number(item["text"])).Should().BeApproximately(Number(item["score"]), 1e-9);
            item["history"]!.AsArray().Sum(part => Number(part!["part"])).Should().BeApproximately(Number(item["text"]), 1e-3);
            (item["directions"]!.AsArray().Sum(part => Number(part!["part"])) + Number(item["other_directions"]))
                .Should().BeApproximately(Number(item["text"]), 1e-9);
        }
    }

    [Fact]
    public void AnItem_IsShownBeforeAndAfter_AndTheRecommenderAloneIsTrainedOnce()
    {
        var calls = new ProgramCalls();

        var first = calls.Run("inspect", "--run", served.Run, "--item", "i5", "--top", "3", "--json", _folder["item.json"]);
        var second = calls.Run("inspect", "--run", served.Run, "--item", "i6", "--top", "3");

        first.ExitCode.Should().Be(0, first.Error);
        second.ExitCode.Should().Be(0, second.Error);
        calls.All.Should().ContainSingle().Which.Should().StartWith("train");
        first.Error.Should().MatchRegex(@"Training LightGCN alone to compare with .* \d+\.\d s; kept in .*baseline\.");
        second.Error.Should().BeEmpty();
        first.Output.Should().Contain("item i5: Thing 5;");
        var neighbors = JsonNode.Parse(File.ReadAllText(_folder["item.json"]))!["neighbors"]!.AsObject();
        neighbors.Select(list => list.Key).Should().Equal("after", "before", "texts", "clicks");
        neighbors["after"]!.AsArray().Should().HaveCount(3);
    }

    [Fact]
    public void ARunOfOnesOwn_CanBeComparedWith()
    {
        var calls = new ProgramCalls();

        var run = calls.Run("inspect", "--run", served.Run, "--baseline", served.Run, "--item", "i5");

        run.ExitCode.Should().Be(0, run.Error);
        calls.All.Should().BeEmpty();
    }

    [Fact]
    public void ATrainingThatFails_SaysWhy_AndHowToDoWithout()
    {
        var calls = new ProgramCalls { Fails = _ => true };
        var other = Path.Combine(_folder.Root, "run");
        Directory.CreateDirectory(other);
        foreach (var file in Directory.GetFiles(served.Run))
        {
            File.Copy(file, Path.Combine(other, Path.GetFileName(file)));
        }

        var run = calls.Run("inspect", "--run", other, "--item", "i5");

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain("could not be trained: The loss became NaN.").And.Contain("--baseline none");
        Directory.Exists(Path.Combine(other, "baseline")).Should().BeFalse();
    }

    [Theory]
    [InlineData("--item nothing", "there is no item of this id among the 120; ids look like i0")]
    [InlineData("--user 3", "there is no user of this id among the 150")]
    [InlineData("--user u3 --item i5", "Say one thing")]
    [InlineData("--clusters 0", "--clusters 0: expected a whole number ≥ 1")]
    public void WrongUse_IsToldSo(string typed, string message)
    {
        var run = CliRun.Of(["inspect", "--run", served.Run, "--baseline", "none", .. typed.Split(' ')]);

        run.ExitCode.Should().Be(2);
        run.Error.Should().Contain(message);
    }

    public void Dispose() => _folder.Dispose();

    private static double Number(JsonNode? node) => node!.GetValue<double>();

    private static string Text(JsonNode? node) => node!.GetValue<string>();
}
