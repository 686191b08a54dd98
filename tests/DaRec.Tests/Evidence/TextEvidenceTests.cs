using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using MathNet.Numerics.LinearAlgebra;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Evidence;

public class TextEvidenceTests
{
    [Fact]
    public void TextsThatTell_TellBits_AndNoiseTellsNone()
    {
        using var telling = new EvidenceData(5);
        using var noise = new EvidenceData(5, noise: true);

        telling.Fitted.InformationBits.Should().BeInRange(0.2, 1);
        noise.Fitted.InformationBits.Should().Be(0);
        noise.Fitted.DirectionWeights.abs().sum().ToDouble().Should().Be(0);
        Score(noise.Fitted).abs().sum().ToDouble().Should().Be(0);
    }

    [Fact]
    public void DirectionsWeigh_AboveNothing_WhereTextsTell()
    {
        using var material = new EvidenceData(5);

        material.Fitted.DirectionWeights.ToVector().Should().HaveCount(EvidenceData.Width).And.OnlyContain(weight => weight > 0);
    }

    [Fact]
    public void ADirectionThatTells_CountsMoreWhereTextsAreCompared_ThanAStrongOneThatDoesNot()
    {
        using var material = new EvidenceData(10);
        using var strong = randn(EvidenceData.ItemCount, 1, generator: new Generator(3)).mul(20);
        using var texts = FrozenEmbeddings.FromTensor(cat([strong, material.Texts.Block(0, EvidenceData.ItemCount)], 1));

        using var evidence = TextEvidence.Fit(texts, material.Interactions);

        var weights = evidence.KeyWeights.ToVector();
        weights[0].Should().BeLessThan(0.1 * weights[1..].Max());
    }

    [Fact]
    public void Score_IsThatOfTheFormula()
    {
        using var material = new EvidenceData(5);
        var texts = material.Texts.Block(0, EvidenceData.ItemCount, ScalarType.Float64);
        var centred = texts.sub(texts.mean([0L]));
        var unit = Matrix<double>.Build.DenseOfArray(centred.div(centred.norm(1, keepdim: true, p: 2)).ToArray());

        var scores = Score(material.Fitted);

        // One of the ridges, times a slope.
        var errors = new[] { 0.5, 1, 2, 4, 8 }.Select(ridge =>
        {
            var expected = tensor(NaiveCorrectedTexts.Scores(unit, material.Interactions, ridge).ToArray());
            var slope = scores.mul(expected).sum().ToDouble() / expected.square().sum().ToDouble();
            return Tensors.RelativeDifference(scores, expected.mul(slope));
        });
        errors.Min().Should().BeLessThan(1e-4);
    }

    [Fact]
    public void Score_RanksTheOwnHalfFirst_ForUsersAndItemsAlike()
    {
        using var material = new EvidenceData(5);

        var scores = Score(material.Fitted).ToArray();

        var right = 0;
        for (var user = 0; user < EvidenceData.UserCount; user++)
        {
            var best = Enumerable.Range(0, EvidenceData.ItemCount).OrderByDescending(item => scores[user, item]).Take(10);
            right += best.Count(item => item % 2 == user % 2);
        }

        right.Should().BeGreaterThan(9 * EvidenceData.UserCount);
    }

    [Fact]
    public void Users_WithoutInteractions_GetNoScore()
    {
        using var material = new EvidenceData(5);
        var more = Interactions.FromPairs(
            material.Interactions.ToUsers(), material.Interactions.Items, EvidenceData.UserCount + 1, EvidenceData.ItemCount);
        using var evidence = TextEvidence.Fit(material.Texts, more);

        var last = Score(evidence, EvidenceData.UserCount + 1)[EvidenceData.UserCount];

        last.abs().sum().ToDouble().Should().Be(0);
    }

    [Fact]
    public void Append_AddsTheLogOdds_InUnitsOfTheScoresDeviation()
    {
        using var material = new EvidenceData(5);
        var (users, items) = (Tensors.Random(EvidenceData.UserCount, 6), Tensors.Random(EvidenceData.ItemCount, 6, 2));
        var scores = users.mm(items.t());
        var deviation = scores.sub(scores.mean([1L], keepdim: true)).square().mean().sqrt();
        var said = Score(material.Fitted);

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

        Tensors.Difference(Score(again.Fitted), Score(material.Fitted)).Should().Be(0);
        again.Fitted.InformationBits.Should().Be(material.Fitted.InformationBits);
        LiveTensors.ShouldStay(8, () => TextEvidence.Fit(material.Texts, material.Interactions));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_ToldTooLittle_SaysNothing(int interactions)
    {
        using var material = new EvidenceData(5);

        var few = Interactions.FromPairs(
            material.Interactions.ToUsers().AsSpan(0, interactions),
            material.Interactions.Items[..interactions],
            EvidenceData.UserCount,
            EvidenceData.ItemCount);
        using var evidence = TextEvidence.Fit(material.Texts, few);

        evidence.InformationBits.Should().BeInRange(0, 1);
        Score(evidence).isfinite().all().ToBoolean().Should().BeTrue();
    }

    [Fact]
    public void Fit_Throws_ForTextsAndInteractionsThatDoNotFit()
    {
        using var material = new EvidenceData(5);
        var none = Interactions.FromPairs([], [], 3, EvidenceData.ItemCount);
        var fewer = Interactions.FromPairs([0], [0], 3, 7);

        new Action(() => TextEvidence.Fit(material.Texts, none)).Should().Throw<ArgumentException>()
            .WithMessage("Expected at least one interaction, got none.*").WithParameterName("interactions");
        new Action(() => TextEvidence.Fit(material.Texts, fewer)).Should().Throw<ArgumentException>()
            .WithMessage("Expected a text for each of the 7 items, got 40 rows.*").WithParameterName("itemTexts");
    }

    [Fact]
    public void Fit_NamesTheRow_ThatIsNotFinite()
    {
        using var material = new EvidenceData(5);
        var rows = material.Texts.Block(0, EvidenceData.ItemCount);
        rows[7, 2] = float.NaN;
        using var texts = FrozenEmbeddings.FromTensor(rows);

        new Action(() => TextEvidence.Fit(texts, material.Interactions)).Should().Throw<ArgumentException>()
            .WithMessage("*got NaN in 1 row (7) of itemTexts*").WithParameterName("itemTexts");
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

    // ℓ, (n_u, n_i): what is appended to embeddings of deviation 1.
    private static Tensor Score(TextEvidence evidence, int userCount = EvidenceData.UserCount)
    {
        var (users, items) = (zeros(userCount, 2, dtype: ScalarType.Float64), zeros(EvidenceData.ItemCount, 2, dtype: ScalarType.Float64));
        users[TensorIndex.Colon, 0] = 1;
        items[TensorIndex.Slice(0, EvidenceData.ItemCount / 2), 0] = 1;
        items[TensorIndex.Slice(EvidenceData.ItemCount / 2), 0] = -1; // scores of ±1: mean 0, deviation 1

        var (wideUsers, wideItems) = evidence.Append(users, items, weight: 1);
        return wideUsers.narrow(1, 2, wideUsers.size(1) - 2).mm(wideItems.narrow(1, 2, wideItems.size(1) - 2).t());
    }
}
