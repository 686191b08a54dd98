using System.Text.Json;
using DaRec.Serve;
using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving.Http;

public sealed class RouteTests(ServeHost host) : IClassFixture<ServeHost>
{
    private static readonly Recommender Index = new(ServingMaterial.Contents());

    [Theory]
    [InlineData("/recommend/u3", 10)]
    [InlineData("/recommend/u3?count=1", 1)]
    [InlineData("/recommend/u3?count=1000", 1000)]
    public async Task Recommend_IsTheIndexsList(string path, int count) =>
        (await host.Get<RankedItem[]>(path)).Should().Equal(Expected(Index.Recommend("u3", count)));

    [Fact]
    public async Task Recommend_TakesAUserWithFilters()
    {
        var list = await host.Post<RankedItem[]>("/recommend", new
        {
            user = "u5",
            count = 7,
            allowed = ServingMaterial.Names("i", 50),
            blocked = new[] { "i7", "i8", "nobody" },
            includeSeen = true,
        });

        list.Should().Equal(Expected(Index.Recommend("u5", new RecommendOptions
        {
            Count = 7,
            AllowedItems = ServingMaterial.Names("i", 50),
            BlockedItems = ["i7", "i8"],
            ExcludeSeen = false,
        })));
    }

    [Fact]
    public async Task Recommend_TakesAHistory()
    {
        string[] history = ["i3", "i250", "i9"];

        var list = await host.Post<RankedItem[]>("/recommend", new { history, count = 20, blocked = new[] { "i1" } });

        list.Should().Equal(Expected(Index.RecommendForHistory(history, new RecommendOptions { Count = 20, BlockedItems = ["i1"] })));
        list.Select(item => item.Id).Should().NotContain([.. history, "i1"]);
    }

    [Fact]
    public async Task Recommend_SkipsUnknownItemsOfAHistory_WhenAsked() =>
        (await host.Post<RankedItem[]>("/recommend", new { history = new[] { "i3", "gone" }, skipUnknown = true }))
            .Should().Equal(Expected(Index.RecommendForHistory(["i3"])));

    [Fact]
    public async Task Similar_IsTheIndexsList() =>
        (await host.Get<RankedItem[]>("/similar/i17?count=4")).Should().Equal(Expected(Index.SimilarItems("i17", 4)));

    [Fact]
    public async Task Popular_IsTheIndexsList() =>
        (await host.Get<RankedItem[]>("/popular")).Should().Equal(Expected(Index.Popular()));

    [Fact]
    public async Task Health_IsHealthy() =>
        (await host.Client.GetStringAsync(new Uri("/health", UriKind.Relative))).Should().Be("Healthy");

    [Fact]
    public async Task Metrics_CountListsAndItems()
    {
        await host.Get<RankedItem[]>("/similar/i1");

        var text = await host.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative));

        text.Should().MatchRegex("""darec_list_duration_count\{query="similar"\} [1-9]""").And.MatchRegex(@"darec_items 300\b");
    }

    [Fact]
    public async Task OpenApi_HasTheRoutesAndTheirLimits()
    {
        var document = await host.Get<JsonElement>("/openapi/v1.json");

        var paths = document.GetProperty("paths");
        paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject().Select(verb => $"{verb.Name} {path.Name}"))
            .Should().BeEquivalentTo(
                "get /recommend/{user}", "post /recommend", "get /similar/{item}", "get /popular", "post /items");
        foreach (var operation in paths.EnumerateObject().SelectMany(path => path.Value.EnumerateObject()))
        {
            operation.Value.GetProperty("responses").EnumerateObject().Select(answer => answer.Name)
                .Should().Contain(["200", "400"], operation.Name);
        }

        var count = paths.GetProperty("/popular").GetProperty("get").GetProperty("parameters")[0].GetProperty("schema");
        count.GetProperty("maximum").GetInt32().Should().Be(ListRequest.Most);
        document.GetProperty("components").GetProperty("schemas").GetProperty("NewItem").GetProperty("required")
            .EnumerateArray().Select(name => name.GetString()).Should().Equal("id");
    }

    [Fact]
    public async Task Service_AnswersFromASavedFolder()
    {
        using var folder = new TemporaryFolder();
        new Recommender(ServingMaterial.Contents() with { FoldIn = null }).Save(folder["index"]);
        using var saved = new ServeHost(("index", folder["index"]));

        var list = await saved.Get<RankedItem[]>("/recommend/u3");

        list.Should().Equal(Expected(Index.Recommend("u3")));
    }

    internal static IEnumerable<RankedItem> Expected(IEnumerable<Recommendation> list) =>
        list.Select(item => new RankedItem { Id = item.Id, Title = item.Title, Score = item.Score });
}
