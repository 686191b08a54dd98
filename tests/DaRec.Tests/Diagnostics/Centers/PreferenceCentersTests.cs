using DaRec.Data;
using DaRec.Diagnostics.Centers;
using DaRec.Diagnostics.Explaining;
using DaRec.Embeddings;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Diagnostics.Centers;

public sealed class PreferenceCentersTests : IDisposable
{
    private const int Items = 30;
    private static readonly string[] Kinds = ["metal", "jazz", "folk"];

    // Item i is of kind i mod 3, but for the last, which is of kind 0 by its text alone.
    private readonly Tensor _rows = Rows(4, item => item % 3);
    private readonly FrozenEmbeddings _texts = FrozenEmbeddings.FromTensor(Rows(6, item => item == Items - 1 ? 0 : item % 3));
    private readonly TextVocabulary _vocabulary = new(Enumerable.Range(0, Items).Select(item => $"Artist {item} | {Kinds[item % 3]}, live"));
    private readonly Interactions _training = Interactions.FromPairs(
        [0, 0, 1, 1, 2, 2], [0, 3, 1, 4, 2, 8], userCount: 4, itemCount: Items);

    [Fact]
    public void Centres_AreThePlantedGroups_WithTheirWordsUsersAndTexts()
    {
        var centers = Find();

        centers.Cards.Should().HaveCount(3).And.OnlyContain(card => card.ItemCount == 10 && card.UserCount == 1);
        centers.OfItems.Should().Equal(Enumerable.Range(0, Items).Select(item => centers.OfItems[item % 3]));
        centers.OfUsers.Should().Equal(centers.OfItems[0], centers.OfItems[1], centers.OfItems[2], -1);
        foreach (var kind in Enumerable.Range(0, 3))
        {
            var card = centers.Cards[centers.OfItems[kind]];
            card.Title.Should().Be(Kinds[kind]);
            card.Items.Should().HaveCount(6).And.OnlyContain(item => item.Row % 3 == kind && item.Similarity > 0.9);
            card.SharedItemCount.Should().Be(kind == 2 ? 9 : 10, "the last item is of another kind by its text");
            card.TextItemCount.Should().Be(kind switch { 0 => 11, 1 => 10, _ => 9 });
        }
    }

    [Fact]
    public void TheSameSeed_GivesTheSameCentres()
    {
        Find().Cards.Should().BeEquivalentTo(Find().Cards, options => options.WithStrictOrdering());
    }

    [Fact]
    public void Cards_AreWithoutWordsUsersAndTexts_WhereThereAreNone()
    {
        var centers = PreferenceCenters.Find(_rows, options: new PreferenceCenterOptions { Count = 3 });

        centers.OfUsers.Should().BeEmpty();
        centers.Cards.Select(card => card.Title).Should().Equal("Centre 1", "Centre 2", "Centre 3");
        centers.Cards.Should().OnlyContain(card => card.Words.Count == 0 && card.TextItemCount == null && card.UserCount == 0);
    }

    [Fact]
    public void MoreCentresThanItems_AreOneForEachItem()
    {
        var centers = PreferenceCenters.Find(_rows.narrow(0, 0, 3), options: new PreferenceCenterOptions { Count = 12 });

        centers.Cards.Should().HaveCount(3).And.OnlyContain(card => card.ItemCount == 1);
    }

    [Fact]
    public void OtherNumbersOfItems_AreRefused()
    {
        var act = () => PreferenceCenters.Find(_rows, vocabulary: new TextVocabulary(["one"]));

        act.Should().Throw<ArgumentException>().WithMessage("Expected 30 items*got 1*").WithParameterName("vocabulary");
    }

    [Fact]
    public void NoTensor_IsLeft() => LiveTensors.LeftBy(() => Find()).Should().Be(0);

    public void Dispose()
    {
        _rows.Dispose();
        _texts.Dispose();
    }

    private PreferenceCenters Find() =>
        PreferenceCenters.Find(_rows, _training, _texts, _vocabulary, new PreferenceCenterOptions { Count = 3 });

    private static Tensor Rows(int width, Func<int, int> kind)
    {
        using var generator = new Generator(7);
        var rows = randn(Items, width, generator: generator).mul(0.05);
        for (var item = 0; item < Items; item++)
        {
            rows[item, kind(item)] += 1;
        }

        return rows;
    }
}
