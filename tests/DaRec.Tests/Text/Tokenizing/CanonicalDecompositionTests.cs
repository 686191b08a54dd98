using System.Text;
using DaRec.Text.Tokenizing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Text.Tokenizing;

public class CanonicalDecompositionTests
{
    [Fact]
    public void Parts_AreThoseOfTheReference()
    {
        foreach (var (character, parts) in NaiveWordPiece.Parts)
        {
            Decompose(character).Should().Be(parts);
        }
    }

    [Theory]
    [InlineData("a", "a")]
    [InlineData("ø", "ø")] // a letter of its own
    [InlineData("ﬁ", "ﬁ")] // made of others, but not canonically
    [InlineData("힣", "\u1112\u1175\u11C2")] // the last syllable
    [InlineData("\uF900", "豈")]
    [InlineData("ộ", "o\u0323\u0302")]
    public void Parts_AreUnicodes(string character, string parts) => Decompose(character).Should().Be(parts);

    [Fact]
    public void Parts_HaveNoPartsThemselves()
    {
        for (var value = 0; value < 0x30000; value++)
        {
            if (Rune.IsValid(value))
            {
                var parts = Decompose(new Rune(value).ToString());
                if (Decompose(parts) != parts)
                {
                    Assert.Fail($"{value:X4} has parts with parts.");
                }
            }
        }
    }

    private static string Decompose(string text)
    {
        var result = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            CanonicalDecomposition.ForEachPart(rune, part => result.Append(part.ToString()));
        }

        return result.ToString();
    }
}
