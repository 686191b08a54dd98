using DaRec.Data;
using DaRec.Evidence;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evidence;

public class HeldOutTextsTests
{
    [Fact]
    public void TextsThatTell_GetASlope_TheSameForTheSameSeed()
    {
        using var scope = NewDisposeScope();
        using var material = new EvidenceData(8);
        var texts = Texts(material);

        var (ridge, slope, share) = HeldOutTexts.Choose(texts, material.Interactions, 1);

        slope.Should().BeGreaterThan(0);
        ridge.Should().BeOneOf(0.5, 1, 2, 4, 8);
        share.Should().Be(1, "there are few users");
        HeldOutTexts.Choose(texts, material.Interactions, 1).Should().Be((ridge, slope, share));
    }

    [Fact]
    public void Slope_GoesAgainstTheScoresScale()
    {
        using var scope = NewDisposeScope();
        using var material = new EvidenceData(8);
        var corrected = CorrectedTexts.Fit(Texts(material), material.Interactions, 2);

        var (_, slope, _) = HeldOutTexts.Choose(Texts(material), material.Interactions, 1);

        var scores = corrected.Profiles.mul(corrected.Weights.to(ScalarType.Float32)).mm(corrected.Items.t()).mul(slope);
        scores.std().ToDouble().Should().BeInRange(0.2, 20); // log-odds
    }

    [Fact]
    public void NothingToHoldOut_SaysNothing()
    {
        using var scope = NewDisposeScope();
        using var material = new EvidenceData(8);
        var one = Interactions.FromPairs([3], [4], EvidenceData.UserCount, EvidenceData.ItemCount);

        HeldOutTexts.Choose(Texts(material), one, 1).Slope.Should().Be(0);
    }

    // Of the scope.
    private static Tensor Texts(EvidenceData material) =>
        nn.functional.normalize(material.Texts.Block(0, EvidenceData.ItemCount).sub(material.Texts.Block(0, EvidenceData.ItemCount).mean([0L])));
}
