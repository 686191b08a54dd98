using System.Text.Json.Nodes;
using DaRec.Serving;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Commands;

/// <summary>The verbs <c>recommend</c> and <c>similar</c> on an exported folder.</summary>
public sealed class RecommendServiceTests(ServedRun served) : IClassFixture<ServedRun>
{
    [Fact]
    public void Recommend_GivesTheSameList_FromAServiceARunAndVectors()
    {
        var service = Recommend("--user", "u5");

        service.ExitCode.Should().Be(0);
        service.Error.Should().BeEmpty();
        service.Output.Split('\n')[0].Split('\t').Should().HaveCount(4).And.HaveElementAt(0, "1");
        CliRun.Of("recommend", "--run", served.Run, "--user", "u5").Output.Should().Be(service.Output);
        CliRun.Of(
            "recommend", "--data", served.Data, "--users", Path.Combine(served.Run, "user.npy"), "--items", Path.Combine(served.Run, "item.npy"),
            "--user", "u5").Output.Should().Be(service.Output);
    }

    [Fact]
    public void Recommend_WritesJson_WithIdsTitlesAndScores()
    {
        var index = Recommender.Load(served.Service);

        var json = JsonNode.Parse(Recommend("--user", "u5", "--json", "--count", "3").Output)!;

        json["user"]!.GetValue<string>().Should().Be("u5");
        json["items"]!.AsArray().Select(item => (item!["id"]!.GetValue<string>(), item["title"]?.GetValue<string>(), item["score"]!.GetValue<float>()))
            .Should().Equal(index.Recommend("u5", 3).Select(item => (item.Id, item.Title, item.Score)));
    }

    [Fact]
    public void Recommend_WritesAListForEachUser_AsSingleCallsDo()
    {
        Recommend("--users", "all", "--top", "4", "--out", served["lists.jsonl"]).Output.Should().Contain("150 users, 4 items each");
        var some = Recommend("--users", served.Write("some.txt", "u9\n\nu2\n"), "--top", "4");

        var lines = File.ReadAllLines(served["lists.jsonl"]);

        lines.Should().HaveCount(ServedRun.Users);
        lines[9].Should().Be(Recommend("--user", "u9", "--top", "4", "--json").Output.Trim());
        some.Output.Trim().Split('\n').Select(line => line.Trim()).Should().Equal(lines[9], lines[2]);
        var unknown = Recommend("--users", served.Write("strange.txt", "u9\nnobody\n"));
        unknown.ExitCode.Should().Be(1);
        unknown.Error.Should().Contain("1 of 2 lines are no user's id: 'nobody'. Ids look like u0.");
    }

    [Fact]
    public void Recommend_AnswersAHistory_ThatTrainingHasNotSeen()
    {
        var json = JsonNode.Parse(Recommend("--history", "i3,i17", "--json").Output)!;

        json["history"]!.AsArray().Select(id => id!.GetValue<string>()).Should().Equal("i3", "i17");
        Ids(json).Should().HaveCount(10).And.NotContain(["i3", "i17"]);
        Ids(json).Should().Equal(Recommender.Load(served.Service).RecommendForHistory(["i3", "i17"]).Select(item => item.Id));
        Ids(JsonNode.Parse(Recommend("--history", "i3,i17", "--include-seen", "--top", "120", "--json").Output)!).Should().Contain(["i3", "i17"]);
        CliRun.Of("recommend", "--run", served.Run, "--history", "i3,i17", "--json").Output.Should().Be(json.ToJsonString() + Environment.NewLine);
    }

    [Fact]
    public void Recommend_NamesUnknownItemsOfAHistory_OrPassesOverThem()
    {
        var refused = Recommend("--history", "i3,x,y");
        var passed = Recommend("--history", "i3,x,y", "--skip-unknown");

        refused.ExitCode.Should().Be(2);
        refused.Error.Should().Contain("there are no items 'x', 'y'; ids look like i0. --skip-unknown passes over them.");
        passed.Error.Should().Contain("passed over 'x', 'y'");
        passed.Output.Should().Be(Recommend("--history", "i3").Output);
        Recommend("--history", "x", "--skip-unknown").ExitCode.Should().Be(2);
    }

    [Fact]
    public void Recommend_FoldsATrainedUserInto_MuchTheSameList()
    {
        var training = served.Part("trn");
        var same = 0;
        for (var user = 0; user < 20; user++)
        {
            var history = string.Join(',', training.ItemsOf(user).ToArray().Select(item => $"i{item}"));
            var folded = Ids(JsonNode.Parse(Recommend("--history", history, "--json").Output)!);
            same += folded.Intersect(Ids(JsonNode.Parse(Recommend("--user", $"u{user}", "--json").Output)!)).Count();
        }

        same.Should().BeGreaterThan(100, "of 200 items; chance has 18");
    }

    [Fact]
    public void Recommend_ListsAllowedItems_AndNoBlockedOne()
    {
        var allowed = Recommend("--user", "u5", "--allowed", served.Write("stock.txt", "i1\ni2\ni3\ngone\n"), "--include-seen", "--json");

        Ids(JsonNode.Parse(allowed.Output)!).Should().BeEquivalentTo("i1", "i2", "i3");
        allowed.Error.Should().Contain("--allowed: 1 of 4 ids are not among the items and are passed over: 'gone'.");
        var first = Ids(JsonNode.Parse(Recommend("--user", "u5", "--json").Output)!);
        Ids(JsonNode.Parse(Recommend("--user", "u5", "--blocked", $"{first[0]},{first[2]}", "--json", "--top", "8").Output)!)
            .Should().Equal(first.Where((_, place) => place is not (0 or 2)));
        Recommend("--user", "u5", "--allowed", "no-such-file.txt").Error.Should().Contain("no file has such a name");
    }

    [Fact]
    public void Recommend_ListsPopularItems_ByTrainingInteractions()
    {
        var counts = served.Part("trn").ItemDegrees();

        var items = JsonNode.Parse(Recommend("--popular", "--json", "--top", "3").Output)!["items"]!.AsArray();

        items.Select(item => (int)item!["score"]!.GetValue<float>()).Should().Equal(counts.OrderDescending().Take(3));
    }

    [Fact]
    public void Similar_ListsOtherItems_ByCosine()
    {
        var run = CliRun.Of("similar", "--service", served.Service, "--item", "i4", "--count", "5", "--json");

        run.ExitCode.Should().Be(0);
        var json = JsonNode.Parse(run.Output)!;
        json["item"]!.GetValue<string>().Should().Be("i4");
        Ids(json).Should().Equal(Recommender.Load(served.Service).SimilarItems("i4", 5).Select(item => item.Id)).And.NotContain("i4");
        CliRun.Of("similar", "--service", served.Service, "--item", "4").Error.Should().Contain("--item 4: there is no item of this id");
    }

    [Theory]
    [InlineData("Say for whom: --user ID", "--service", "{service}")]
    [InlineData("Say one thing: --user ID", "--service", "{service}", "--user", "u1", "--popular")]
    [InlineData("Say what is asked: --service DIR", "--user", "u1")]
    [InlineData("--service and --run exclude each other", "--service", "{service}", "--run", "{run}", "--user", "u1")]
    [InlineData("--data does not go with --service", "--service", "{service}", "--data", "{data}", "--user", "u1")]
    [InlineData("--items does not go with --service", "--service", "{service}", "--items", "i.npy", "--users", "u.npy", "--user", "u1")]
    [InlineData("--items needs the vectors of the users", "--data", "{data}", "--items", "i.npy", "--user", "u1")]
    [InlineData("There is no folder /no/such to --service", "--service", "/no/such", "--user", "u1")]
    [InlineData("expected a folder that darec export wrote; it has no manifest.json", "--service", "{run}", "--user", "u1")]
    [InlineData("there is no user of this id; ids look like u0. For somebody new, type --history", "--service", "{service}", "--user", "x")]
    [InlineData("There is no file nobody.txt to --users", "--service", "{service}", "--users", "nobody.txt")]
    public void Recommend_SaysWhatIsWrong(string expected, params string[] args)
    {
        var run = CliRun.Of(
        [
            "recommend",
            .. args.Select(arg => arg.Replace("{service}", served.Service).Replace("{run}", served.Run).Replace("{data}", served.Data)),
        ]);

        run.ExitCode.Should().Be(2);
        run.Output.Should().BeEmpty();
        run.Error.Should().StartWith("darec: ").And.Contain(expected);
        run.Error.TrimEnd().Should().NotContain("\n");
    }

    private CliRun Recommend(params string[] more) => CliRun.Of(["recommend", "--service", served.Service, .. more]);

    private static string[] Ids(JsonNode list) => [.. list["items"]!.AsArray().Select(item => item!["id"]!.GetValue<string>())];
}
