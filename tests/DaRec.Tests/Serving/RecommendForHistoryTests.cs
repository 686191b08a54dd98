using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class RecommendForHistoryTests
{
    private static readonly Recommender Index = new(ServingMaterial.Contents());

    [Fact]
    public void RecommendForHistory_RanksByTheFoldedVector_WithoutTheHistory()
    {
        string[] history = ["i9", "i2", "i120", "i2"];

        var list = Index.RecommendForHistory(history, new RecommendOptions { Count = 300 });

        list.Should().HaveCount(297);
        list.Should().Equal(Index.RecommendForVector(
            Index.VectorForHistory(history), new RecommendOptions { Count = 300, BlockedItems = history }));
        Index.RecommendForHistory(history, new RecommendOptions { Count = 300, ExcludeSeen = false }).Should().HaveCount(300);
    }

    [Fact]
    public void RecommendForHistory_NamesUnknownItems_OrSkipsThem()
    {
        var act = () => Index.RecommendForHistory(["i9", "gone", "i2", "other"]);
        act.Should().Throw<UnknownIdException>().WithMessage("The index has no item 'gone', 'other'*").Which.Ids.Should().Equal("gone", "other");

        Index.RecommendForHistory(["i9", "gone", "i2"], new RecommendOptions { SkipUnknownItems = true })
            .Should().Equal(Index.RecommendForHistory(["i9", "i2"]));

        var none = () => Index.RecommendForHistory(["gone"], new RecommendOptions { SkipUnknownItems = true });
        none.Should().Throw<UnknownIdException>().Which.Ids.Should().Equal("gone");
    }

    [Fact]
    public void RecommendForHistory_RefusesAnEmptyHistory()
    {
        var act = () => Index.RecommendForHistory([]);

        act.Should().Throw<ArgumentException>().WithMessage("Expected a history of at least one item; Popular is for users without one.*");
    }

    [Fact]
    public void RecommendForHistory_IsRefused_WithoutAFoldIn()
    {
        var index = new Recommender(ServingMaterial.Contents() with { FoldIn = null });

        var act = () => index.RecommendForHistory(["i1"]);

        index.CanFoldIn.Should().BeFalse();
        act.Should().Throw<NotSupportedException>().WithMessage("The index has no fold-in*RecommenderContents.FoldIn*Popular*");
    }

    [Fact]
    public void RecommendForHistory_NamesAFoldInThatGivesNoNumbers()
    {
        var index = new Recommender(ServingMaterial.Contents() with { FoldIn = new MeanFoldIn(Index.ItemVectors, float.NaN) });

        var act = () => index.RecommendForHistory(["i1"]);

        act.Should().Throw<InvalidOperationException>().WithMessage("The fold-in of kind 'mean-of-tests' gave a vector with NaN or infinity.");
    }

    [Fact]
    public void RecommendForHistory_KnowsNewItems()
    {
        var grown = Index.WithItems(["new"], ServingMaterial.Texts(1));

        var vector = grown.VectorForHistory(["new"]);

        vector.Should().Equal(grown.ItemVectors[300].ToArray().Select(value => 2 * value));
        grown.RecommendForHistory(["new"]).Should().HaveCount(10).And.NotContain(item => item.Id == "new");
    }
}
