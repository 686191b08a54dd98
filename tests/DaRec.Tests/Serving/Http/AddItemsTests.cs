using System.Net;
using DaRec.Serve;
using DaRec.Serving;
using DaRec.Tests.Testing;
using DaRec.Tests.Text;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving.Http;

public sealed class AddItemsTests
{
    [Fact]
    public async Task Items_AreRanked_FromTheAnswerOn()
    {
        using var host = new ServeHost();
        var texts = ServingMaterial.Texts(3);
        var expected = new Recommender(ServingMaterial.Contents()).WithItems(["n0", "n1", "n2"], texts, ["New 0", null, "New 2"]);

        var added = await host.Post<AddedItems>("/items", new
        {
            items = new object[]
            {
                new { id = "n0", title = "New 0", embedding = texts[0].ToArray() },
                new { id = "n1", embedding = texts[1].ToArray() },
                new { id = "n2", title = "New 2", embedding = texts[2].ToArray() },
            },
        });

        added.Should().Be(new AddedItems { Added = 3, ItemCount = 303 });
        (await host.Get<RankedItem[]>("/recommend/u2?count=400"))
            .Should().Equal(RouteTests.Expected(expected.Recommend("u2", 400)));
        (await host.Get<RankedItem[]>("/similar/n1")).Should().Equal(RouteTests.Expected(expected.SimilarItems("n1")));
        (await host.Post<RankedItem[]>("/recommend", new { history = new[] { "n2", "i1" } }))
            .Should().Equal(RouteTests.Expected(expected.RecommendForHistory(["n2", "i1"])));
    }

    [Fact]
    public async Task Texts_AreEmbeddedAtUnitLength_BesideEmbeddings()
    {
        using var embedder = new FakeGenerator(ServingMaterial.TextWidth) { Change = (text, _) => Raw(text) };
        using var host = new ServeHost(new Recommender(ServingMaterial.Contents()), embedder);
        var own = ServingMaterial.Texts(1)[0].ToArray();

        await host.Post<AddedItems>("/items", new
        {
            items = new object[] { new { id = "a", text = "One" }, new { id = "b", embedding = own }, new { id = "c", text = "Three" } },
        });

        var expected = new Recommender(ServingMaterial.Contents())
            .WithItems(["a", "b", "c"], VectorTable.FromRows([Unit("One"), own, Unit("Three")]));
        (await host.Get<RankedItem[]>("/similar/a?count=400")).Should().Equal(RouteTests.Expected(expected.SimilarItems("a", 400)));

        static float[] Raw(string text) => [.. Enumerable.Range(0, ServingMaterial.TextWidth).Select(i => text.Length + (3f * i))];

        static float[] Unit(string text)
        {
            var length = Math.Sqrt(Raw(text).Sum(value => (double)value * value));
            return [.. Raw(text).Select(value => (float)(value / length))];
        }
    }

    [Fact]
    public async Task Texts_AreRefused_WhenTheyAreEmpty()
    {
        using var embedder = new FakeGenerator(ServingMaterial.TextWidth);
        using var host = new ServeHost(new Recommender(ServingMaterial.Contents()), embedder);

        (await host.Refused(HttpStatusCode.BadRequest, "/items", """{"items":[{"id":"n","text":" "}]}""")).Should().Match("*empty*");
    }

    [Fact]
    public async Task Texts_AreUnavailable_WhenTheEmbedderHasAnotherWidth()
    {
        using var embedder = new FakeGenerator(width: 2);
        using var host = new ServeHost(new Recommender(ServingMaterial.Contents()), embedder);

        (await host.Refused(HttpStatusCode.ServiceUnavailable, "/items", """{"items":[{"id":"n","text":"A text"}]}"""))
            .Should().Match("*width 6*width 2*");
    }

    [Fact]
    public async Task Texts_AreSentToAnEndpoint_WhichMayFail()
    {
        var fails = false;
        var failure = new FakeAnswer(400, """{"error":{"message":"no"}}""");
        using var endpoint = new FakeEndpoint(request => fails ? failure : FakeAnswer.Of(request));
        using var folder = new TemporaryFolder();
        new Recommender(new RecommenderContents
        {
            Items = VectorTable.FromArray([1, 2, 3, 4], 2),
            TextProjection = new LinearTextProjection(new float[3], [1, 0, 0, 0, 1, 0], new float[2]),
        }).Save(folder["index"]);
        using var host = new ServeHost(("index", folder["index"]), ("embedder", endpoint.Address), ("model", "m"));

        var added = await host.Post<AddedItems>("/items", new { items = new[] { new { id = "n", text = "A text" } } });
        fails = true;
        var problem = await host.Refused(HttpStatusCode.ServiceUnavailable, "/items", """{"items":[{"id":"m","text":"A text"}]}""");

        added.ItemCount.Should().Be(3);
        endpoint.Requests.First().Texts.Should().Equal("A text");
        ((string?)endpoint.Requests.First().Body["model"]).Should().Be("m");
        problem.Should().Match("*embedder gave no embeddings*");
    }
}
