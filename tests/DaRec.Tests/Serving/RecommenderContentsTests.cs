using System.Text.Json;
using DaRec.Data;
using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class RecommenderContentsTests
{
    private static readonly RecommenderContents Contents = ServingMaterial.Contents();

    [Fact]
    public void Recommender_RefusesPartsThatDoNotFit()
    {
        Refuses(Contents with { Users = VectorTable.FromRows([[1f]]) }, "Expected user vectors as wide as item vectors (11), got width 1.*");
        Refuses(Contents with { ItemIds = ServingMaterial.Ids("i", 299) }, "Expected ItemIds of 300 items, got 299.*");
        Refuses(Contents with { UserIds = ServingMaterial.Ids("u", 41) }, "Expected UserIds of 40 users, got 41.*");
        Refuses(Contents with { ItemTitles = ["x"] }, "Expected ItemTitles of 300 items, got 1.*");
        Refuses(Contents with { ItemCounts = new int[3] }, "Expected ItemCounts of 300 items, got 3.*");
        Refuses(Contents with { ItemCounts = [.. Enumerable.Repeat(-1, 300)] }, "Expected numbers of interactions ≥ 0, got -1.*");
        Refuses(
            Contents with { Seen = Interactions.FromPairs([], [], 39, 300) },
            "Expected seen items of 40 users among at most 300 items, got 39 users and 300 items.*");
        Refuses(
            Contents with { TextProjection = ServingMaterial.Projection(new Random(1), width: 5) },
            "Expected a text projection to vectors of width 11, got 5.*");
        Refuses(
            Contents with { Settings = JsonDocument.Parse("[1]").RootElement }, "Expected settings that are a JSON object, got Array.*");
    }

    [Fact]
    public void Recommender_NamesTheRowThatIsNotFinite()
    {
        var values = ServingMaterial.Values(Contents.Items);
        values[(17 * 11) + 10] = float.PositiveInfinity;

        Refuses(
            Contents with { Items = VectorTable.FromArray(values, 11) },
            "Expected finite numbers, got NaN or infinity in row 17 (id 'i17') of the item vectors.*");
    }

    [Fact]
    public void Recommender_ServesWithoutUsersAndItems()
    {
        var index = new Recommender(new RecommenderContents { Items = VectorTable.FromArray([], 4) });

        index.Popular().Should().BeEmpty();
        index.RecommendForVector([1, 2, 3, 4]).Should().BeEmpty();
        index.RecommendMany([]).Should().BeEmpty();
        index.WithItemVectors(["a"], VectorTable.FromRows([[1f, 1f, 1f, 1f]])).RecommendForVector([1, 2, 3, 4])
            .Should().ContainSingle().Which.Score.Should().Be(10);
    }

    private static void Refuses(RecommenderContents contents, string message)
    {
        var act = () => new Recommender(contents);
        act.Should().Throw<ArgumentException>().WithMessage(message);
    }
}
