using DaRec.Serving;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Serving;

public class RecommenderItemsTests
{
    private static readonly RecommenderContents Contents = ServingMaterial.Contents();
    private static readonly Recommender Index = new(Contents);

    [Fact]
    public void WithItems_LeavesAllElse_ToTheBit()
    {
        var before = Enumerable.Range(0, 40).Select(user => Index.Recommend($"u{user}", 300)).ToArray();

        var grown = Index.WithItems(ServingMaterial.Names("n", 400), ServingMaterial.Texts(400));

        grown.ItemCount.Should().Be(700);
        ServingMaterial.Values(grown.ItemVectors).Take(300 * 11).Should().Equal(ServingMaterial.Values(Index.ItemVectors));
        ServingMaterial.Values(grown.UserVectors).Should().Equal(ServingMaterial.Values(Index.UserVectors));
        Enumerable.Range(0, 300).Select(grown.ItemId).Should().Equal(Enumerable.Range(0, 300).Select(Index.ItemId));
        for (var user = 0; user < 40; user++)
        {
            grown.Recommend($"u{user}", 700).Where(item => item.Number < 300).Should().Equal(before[user]);
            Index.Recommend($"u{user}", 300).Should().Equal(before[user], "the old index stays as it was");
        }
    }

    [Fact]
    public void WithItems_SharesTheOldVectors()
    {
        var grown = Index.WithItems(["a", "b"], ServingMaterial.Texts(2));

        (grown.ItemVectors[0] == Index.ItemVectors[0]).Should().BeTrue("spans are equal where they are the same memory");
    }

    [Fact]
    public void WithItems_RanksNewItemsByTheirProjection()
    {
        var texts = ServingMaterial.Texts(3);
        var vectors = new float[3 * 11];
        Contents.TextProjection!.Project(ServingMaterial.Values(texts), 3, vectors);

        var byText = Index.WithItems(["a", "b", "c"], texts, ["A", null, "C\nD"]);
        var byVector = Index.WithItemVectors(["a", "b", "c"], VectorTable.FromArray(vectors, 11), ["A", null, "C\nD"]);

        var list = byText.Recommend("u1", 500);
        list.Select(item => item.Id).Should().Contain(["a", "b", "c"]);
        list.Should().Equal(byVector.Recommend("u1", 500));
        byText.ItemTitle(300).Should().Be("A");
        byText.ItemTitle(301).Should().BeNull();
        byText.ItemTitle(302).Should().Be("C D");
        byText.ItemInteractions(301).Should().Be(0);
        byText.Seen("u1").Should().Equal(Index.Seen("u1"));
    }

    [Fact]
    public void WithItems_OneByOne_IsWithItemsTogether()
    {
        var (names, texts) = (ServingMaterial.Names("n", 70), ServingMaterial.Texts(70));
        var together = Index.WithItems(names, texts);

        var oneByOne = Index;
        for (var item = 0; item < 70; item++)
        {
            oneByOne = oneByOne.WithItems([names[item]], VectorTable.FromArray(texts[item], ServingMaterial.TextWidth));
        }

        ServingMaterial.Values(oneByOne.ItemVectors).Should().Equal(ServingMaterial.Values(together.ItemVectors));
        oneByOne.RecommendMany(["u0", "u1"], new() { Count = 1000 }).Should()
            .BeEquivalentTo(together.RecommendMany(["u0", "u1"], new() { Count = 1000 }), equal => equal.WithStrictOrdering());
        oneByOne.SimilarItems("n4").Should().Equal(together.SimilarItems("n4"));
        Enumerable.Range(0, 370).Select(oneByOne.ItemId).Should().Equal(Enumerable.Range(0, 370).Select(together.ItemId));
        foreach (var name in names)
        {
            oneByOne.TryGetItem(name, out var number).Should().BeTrue();
            oneByOne.ItemId(number).Should().Be(name);
        }

        oneByOne.ItemVectors.SegmentCount.Should().BeLessThanOrEqualTo(8); // the base and log₂ 70
    }

    [Fact]
    public void WithItems_RefusesWhatDoesNotFit()
    {
        Refuses(["a", "i7"], ServingMaterial.Texts(2), "Expected new ids, but the index has an item 'i7'*");
        Refuses(["a", "b", "a"], ServingMaterial.Texts(3), "Expected distinct ids, got 'a' twice.*");
        Refuses(["a", ""], ServingMaterial.Texts(2), "An id must not be empty*");
        Refuses(["a", "b"], ServingMaterial.Texts(3), "Expected text vectors of shape (2, 6), one for each id; got (3, 6).*");
        Refuses(["a"], VectorTable.FromRows([[1f, 2f]]), "Expected text vectors of shape (1, 6), one for each id; got (1, 2).*");
        Refuses(
            ["a", "b"],
            VectorTable.FromRows([[1f, 2, 3, 4, 5, 6], [1f, 2, 3, 4, 5, float.NaN]]),
            "Expected finite numbers, got NaN or infinity in row 1 (id 'b') of the text vectors.*");
        var titles = () => Index.WithItems(["a"], ServingMaterial.Texts(1), ["A", "B"]);
        titles.Should().Throw<ArgumentException>().WithMessage("Expected 1 titles*got 2*");
        var without = () => new Recommender(Contents with { TextProjection = null }).WithItems(["a"], ServingMaterial.Texts(1));
        without.Should().Throw<NotSupportedException>().WithMessage("The index has no text projection*");

        static void Refuses(string[] ids, VectorTable texts, string message)
        {
            var act = () => Index.WithItems(ids, texts);
            act.Should().Throw<ArgumentException>().WithMessage(message);
        }
    }

    [Fact]
    public void WithItems_GoesWithNumbersAsIds()
    {
        var index = new Recommender(Contents with { ItemIds = null, UserIds = null });
        var grown = index.WithItems(["300", "x"], ServingMaterial.Texts(2));

        grown.TryGetItem("299", out var number).Should().BeTrue();
        number.Should().Be(299);
        grown.ItemId(300).Should().Be("300");
        grown.TryGetItem("007", out _).Should().BeFalse();
        grown.TryGetItem("301", out _).Should().BeFalse();
        var twice = () => index.WithItems(["12"], ServingMaterial.Texts(1));
        twice.Should().Throw<ArgumentException>().WithMessage("*has an item '12'*");
    }

    [Fact]
    public void WithItems_OfNone_IsTheSameIndex()
    {
        var same = Index.WithItems([], VectorTable.FromArray([], ServingMaterial.TextWidth));

        same.ItemCount.Should().Be(300);
        same.Recommend("u0").Should().Equal(Index.Recommend("u0"));
    }

    [Fact]
    public void WithoutItems_IsAnIndexOfTheOthers()
    {
        string[] removed = [.. Enumerable.Range(0, 300).Where(item => item % 3 == 0).Select(item => $"i{item}")];
        var smaller = Index.WithoutItems(removed);

        smaller.ItemCount.Should().Be(200);
        for (var user = 0; user < 40; user++)
        {
            smaller.Recommend($"u{user}", 300).Select(item => (item.Id, item.Title, item.Score)).Should().Equal(
                Index.Recommend($"u{user}", new() { Count = 300, BlockedItems = removed }).Select(item => (item.Id, item.Title, item.Score)));
            smaller.Seen($"u{user}").Should().Equal(Index.Seen($"u{user}").Except(removed));
        }

        smaller.TryGetItem("i3", out _).Should().BeFalse();
        smaller.ItemInteractions(0).Should().Be(Index.ItemInteractions(1));
        smaller.VectorForHistory(["i4"]).Should().Equal(Index.VectorForHistory(["i4"]));
        var unknown = () => smaller.WithoutItems(["i1", "i3"]);
        unknown.Should().Throw<UnknownIdException>().Which.Ids.Should().Equal("i3");
        smaller.WithItems(["i3"], ServingMaterial.Texts(1)).TryGetItem("i3", out var number).Should().BeTrue();
        number.Should().Be(200);
    }

    [Fact]
    public void SimilarToText_RanksAsANewItemOfThatText()
    {
        var text = ServingMaterial.Texts(1);

        var list = Index.SimilarToText(text[0], new RecommendOptions { Count = 300 });

        list.Should().Equal(Index.WithItems(["new"], text).SimilarItems("new", new RecommendOptions { Count = 300 }));
    }
}
