using DaRec.Evidence;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Embeddings;

public class TextEvidenceTests
{
    [Fact]
    public void TextsThatTell_TellBits_AndNoiseTellsNone()
    {
        using var telling = new EvidenceData(5);
        using var noise = new EvidenceData(5, noise: true);

        telling.Fitted.Information.Should().BeInRange(0.2, 1);
        noise.Fitted.Information.Should().Be(0);
        noise.Fitted.DirectionWeights.abs().sum().ToDouble().Should().Be(0);
        noise.Fitted.Users.abs().sum().ToDouble().Should().Be(0);
    }

    [Fact]
    public void DirectionsThatTell_WeighMore_AndNoneWeighsLessThanNothing()
    {
        using var material = new EvidenceData(5);

        var weights = material.Fitted.DirectionWeights.ToVector();

        weights.Should().HaveCount(EvidenceData.Width).And.OnlyContain(weight => weight >= 0);
        weights[..3].Min().Should().BeGreaterThan(weights[3..].Average());
    }

    [Fact]
    public void Users_AreTheWeighedMeansOfTheirTexts()
    {
        using var material = new EvidenceData(5);
        var (texts, weights) = (material.Fitted.Items.ToArray(), material.Fitted.DirectionWeights.ToVector());
        var counts = new int[EvidenceData.ItemCount];
        foreach (var item in material.Items)
        {
            counts[item]++;
        }

        var expected = new double[EvidenceData.UserCount, EvidenceData.Width];
        for (var user = 0; user < EvidenceData.UserCount; user++)
        {
            int[] own = [.. material.Items.Where((_, at) => material.Users[at] == user)];
            var total = own.Sum(item => 1 / Math.Sqrt(1 + counts[item]));
            for (var k = 0; k < EvidenceData.Width; k++)
            {
                expected[user, k] = weights[k] * own.Sum(item => texts[item, k] / Math.Sqrt(1 + counts[item])) / total;
            }
        }

        Tensors.Difference(material.Fitted.Users, tensor(expected)).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Items_AreTheCentredTexts_AtTheLengthOfTheirWidth()
    {
        using var material = new EvidenceData(5);
        var texts = material.Texts.Block(0, EvidenceData.ItemCount, ScalarType.Float64);
        var centred = texts.sub(texts.mean([0L]));
        var expected = centred.div(centred.norm(1, keepdim: true, p: 2)).mul(Math.Sqrt(EvidenceData.Width));

        Tensors.Difference(material.Fitted.Items, expected).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Users_WithoutInteractions_AreToldNothing()
    {
        using var material = new EvidenceData(5);
        using var evidence = TextEvidence.Fit(material.Texts, material.Users, material.Items, EvidenceData.UserCount + 1);

        var last = evidence.Users[EvidenceData.UserCount];

        last.abs().sum().ToDouble().Should().Be(0);
    }

    [Fact]
    public void Append_AddsTheLogOdds_InUnitsOfTheScoresDeviation()
    {
        using var material = new EvidenceData(5);
        var (users, items) = (Tensors.Random(EvidenceData.UserCount, 6), Tensors.Random(EvidenceData.ItemCount, 6, 2));
        var scores = users.mm(items.t());
        var deviation = scores.sub(scores.mean([1L], keepdim: true)).square().mean().sqrt();
        var said = material.Fitted.Users.mm(material.Fitted.Items.t());

        var (wideUsers, wideItems) = material.Fitted.Append(users, items, 0.3);

        wideUsers.shape.Should().Equal(EvidenceData.UserCount, 6 + EvidenceData.Width);
        wideItems.shape.Should().Equal(EvidenceData.ItemCount, 6 + EvidenceData.Width);
        Tensors.Difference(wideUsers.mm(wideItems.t()), scores.add(said.mul(deviation).mul(0.3))).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Append_RanksAlike_HoweverTheRecommenderScalesItsScores()
    {
        using var material = new EvidenceData(5);
        var (users, items) = (Tensors.Random(EvidenceData.UserCount, 6), Tensors.Random(EvidenceData.ItemCount, 6, 2));

        var (small, smallItems) = material.Fitted.Append(users, items);
        var (large, largeItems) = material.Fitted.Append(users.mul(50), items.mul(2));

        Tensors.Difference(large.mm(largeItems.t()).div(100), small.mm(smallItems.t())).Should().BeLessThan(1e-9);
    }

    [Fact]
    public void Fit_GivesTheSame_ForTheSameSeed_AndLeavesNothingBehind()
    {
        using var material = new EvidenceData(5);
        using var again = new EvidenceData(5);

        Tensors.Difference(again.Fitted.Users, material.Fitted.Users).Should().Be(0);
        again.Fitted.Information.Should().Be(material.Fitted.Information);
        LiveTensors.ShouldStay(3, () => TextEvidence.Fit(material.Texts, material.Users, material.Items, EvidenceData.UserCount));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_ToldTooLittle_SaysNothing(int interactions)
    {
        using var material = new EvidenceData(5);

        using var evidence = TextEvidence.Fit(
            material.Texts, material.Users.AsSpan(0, interactions), material.Items.AsSpan(0, interactions), EvidenceData.UserCount);

        evidence.Information.Should().BeInRange(0, 1);
        evidence.Users.isfinite().all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void Fit_Throws_ForInteractionsThatCannotBe()
    {
        using var material = new EvidenceData(5);

        Fit([], [], 3).Should().Throw<ArgumentException>().WithMessage("*at least one; got 0 users and 0 items*");
        Fit([0, 1], [0], 3).Should().Throw<ArgumentException>().WithMessage("*got 2 users and 1 items*");
        Fit([0, 3], [0, 1], 3).Should().Throw<ArgumentOutOfRangeException>().WithMessage("Expected users in [0, 3); interaction 1 has another*");
        Fit([0, 1], [0, 40], 3).Should().Throw<ArgumentOutOfRangeException>().WithMessage("Expected items in [0, 40)*interaction 1*");
        Fit([0], [0], 0).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("userCount");

        Action Fit(int[] users, int[] items, int userCount) => () => TextEvidence.Fit(material.Texts, users, items, userCount);
    }

    [Fact]
    public void Append_Throws_ForRowsThatAreNotTheEvidences()
    {
        using var material = new EvidenceData(5);
        var (users, items) = (Tensors.Random(EvidenceData.UserCount, 6), Tensors.Random(EvidenceData.ItemCount, 6, 2));

        Append(users.narrow(0, 0, 9), items, 1).Should().Throw<ArgumentException>().WithMessage("Expected 40 rows*got 9*").WithParameterName("users");
        Append(users, items.narrow(0, 0, 9), 1).Should().Throw<ArgumentException>().WithParameterName("items");
        Append(users, items.narrow(1, 0, 5), 1).Should().Throw<ArgumentException>().WithParameterName("items");
        Append(users, items, -1).Should().Throw<ArgumentOutOfRangeException>().WithParameterName("weight");

        Action Append(Tensor u, Tensor i, double weight) => () => material.Fitted.Append(u, i, weight);
    }
}
