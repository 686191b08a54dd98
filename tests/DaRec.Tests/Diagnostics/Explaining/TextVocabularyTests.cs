using DaRec.Diagnostics.Explaining;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Diagnostics.Explaining;

public class TextVocabularyTests
{
    private static readonly string[] Artists =
    [
        "Moonspell | gothic metal, seen live", "DIR EN GREY | Metal, seen live", "Opeth | gothic metal, metal",
        "Sade | soul, jazz, seen live", "Nina Simone | jazz, soul", "Air | chillout",
    ];

    [Fact]
    public void ListsWithTitles_KeepTheirTagsWhole_AndLeaveTitlesOut()
    {
        var vocabulary = new TextVocabulary(Artists);

        vocabulary.HasTags.Should().BeTrue();
        vocabulary.WordsOf(0).Should().Equal("gothic metal", "seen live");
        vocabulary.WordsOf(1).Should().Equal("metal", "seen live");
        vocabulary.TitleOf(1).Should().Be("DIR EN GREY");
    }

    [Fact]
    public void Sentences_AreTakenApartIntoWords()
    {
        var vocabulary = new TextVocabulary(["The rock’n'roll band, of 1975.", "a hip-hop act - no, don't"]);

        vocabulary.HasTags.Should().BeFalse();
        vocabulary.WordsOf(0).Should().Equal("the", "rock’n'roll", "band", "of", "1975");
        vocabulary.WordsOf(1).Should().Equal("hip-hop", "act", "no", "don't");
    }

    [Fact]
    public void ListsWithoutTitles_HaveTags()
    {
        var vocabulary = new TextVocabulary(["systems biology, yeast, ppi", "graph, complexity, social networks", "", null]);

        vocabulary.HasTags.Should().BeTrue();
        vocabulary.WordsOf(1).Should().Equal("graph", "complexity", "social networks");
        vocabulary.WordsOf(2).Should().BeEmpty();
        vocabulary.TitleOf(3).Should().BeNull();
    }

    [Fact]
    public void MostTelling_AreWordsThatTheOthersLack()
    {
        var words = new TextVocabulary(Artists).MostTelling([0, 1, 2], 10);

        words.Select(word => word.Word).Should().Equal("gothic metal", "metal", "seen live");
        words[0].Share.Should().BeApproximately(2.0 / 3, 1e-12);
        words[0].ShareElsewhere.Should().Be(0);
        words.Should().BeInDescendingOrder(word => word.Score);
    }

    [Fact]
    public void Score_IsThatOfTheFormula()
    {
        var word = new TextVocabulary(Artists).MostTelling([3, 4], 1).Single();

        // soul and jazz are in both texts and in no other: p = 2.5 / 7.
        double prior = 10 * 2.5 / 7, own = 2 + prior;
        var expected = (Math.Log(own / (12 - own)) - Math.Log(prior / (14 - prior))) / Math.Sqrt((1 / own) + (1 / prior));
        word.Word.Should().Be("jazz", "ties go by characters");
        word.Score.Should().BeApproximately(expected, 1e-12);
    }

    [Fact]
    public void AWordOfOneTextAmongMany_TellsNothing()
    {
        new TextVocabulary(Artists).MostTelling([3, 4, 5], 10).Select(word => word.Word).Should().Equal("jazz", "soul");
        new TextVocabulary(Artists).MostTelling([5], 10).Select(word => word.Word).Should().Equal("chillout");
    }

    [Fact]
    public void LongTitles_EndWithAnEllipsis()
    {
        var text = string.Concat(Enumerable.Repeat("👩‍👩‍👧 ", 80));

        new TextVocabulary([text]).TitleOf(0).Should().HaveLength((30 * 8) + 29 + 1).And.EndWith("…");
    }
}
