using DaRec.Data;
using DaRec.Recommenders.Rankers;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Rankers;

/// <summary>EASE and its relatives.</summary>
public class EaseTests
{
    // With 40 users and 9: more and fewer than items, which are inverted in two ways.
    public static TheoryData<int, double> Sizes => new() { { 40, 0.5 }, { 40, 30 }, { 9, 0.5 }, { 9, 30 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Ease_IsTheReference(int users, double penalty)
    {
        var train = RankerData.Train(users);

        using var fitted = Ease.Fit(train, new EaseOptions { Penalty = penalty });

        Tensors.Difference(fitted.Weights, tensor(NaiveItemWeights.Ease(NaiveItemWeights.Gram(train), penalty))).Should().BeLessThan(1e-5);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Ease_HasNoSlope_OffAnEmptyDiagonal(int users, double penalty)
    {
        var train = RankerData.Train(users);

        using var fitted = Ease.Fit(train, new EaseOptions { Penalty = penalty });

        SlopeOffDiagonal(train, fitted, penalty, pull: 0, new double[RankerData.ItemCount, RankerData.ItemCount]).Should().BeLessThan(1e-4);
        fitted.Weights.diagonal().abs().max().item<float>().Should().Be(0);
    }

    [Theory]
    [InlineData(0.5)]
    [InlineData(30)]
    public void Inverse_ByUsers_IsThatByItems(double penalty)
    {
        foreach (var users in new[] { 9, 40 })
        {
            var train = RankerData.Train(users);

            using var byUsers = RidgeInverse.ByUsers(train, penalty);

            Tensors.RelativeDifference(byUsers, tensor(NaiveItemWeights.Inverse(NaiveItemWeights.Plus(NaiveItemWeights.Gram(train), penalty))))
                .Should().BeLessThan(1e-5);
        }
    }

    [Theory]
    [InlineData(6)]
    [InlineData(40)] // wider than there are items
    public void AddEase_IsTheReference(int width)
    {
        var train = RankerData.Train();
        using var texts = RankerData.Texts(width);
        var options = new AddEaseOptions { Penalty = 5, TextPenalty = 2, TextShare = 0.3 };

        using var fitted = AddEase.Fit(train, texts, options);

        var ofTexts = NaiveItemWeights.Ease(NaiveItemWeights.TextGram(RankerData.Values(texts), train), 2);
        var ofClicks = NaiveItemWeights.Ease(NaiveItemWeights.Gram(train), 5);
        Tensors.Difference(fitted.Weights, tensor(ofClicks).mul(0.7).add(tensor(ofTexts), alpha: 0.3)).Should().BeLessThan(1e-5);
    }

    [Fact]
    public void AddEase_WithoutTexts_IsEase_AndWithTextsAlone_DoesNotReadClicks()
    {
        using var texts = RankerData.Texts();
        using var ease = Ease.Fit(RankerData.Train());

        using var none = AddEase.Fit(RankerData.Train(), texts, new AddEaseOptions { TextShare = 0 });
        using var alone = AddEase.Fit(RankerData.Train(), texts, new AddEaseOptions { TextShare = 1 });
        using var others = AddEase.Fit(RankerData.Train(), texts, new AddEaseOptions { TextShare = 1, Penalty = 3 });

        Tensors.Difference(none.Weights, ease.Weights).Should().Be(0);
        Tensors.Difference(others.Weights, alone.Weights).Should().Be(0);
    }

    [Fact]
    public void Texts_ScoreItems_ThatHaveNoInteractions()
    {
        var train = RankerData.Train();
        using var texts = RankerData.Texts();

        foreach (var fit in new Func<ItemWeights>[] { () => AddEase.Fit(train, texts), () => L3ae.Fit(train, texts) })
        {
            using var fitted = fit();
            using var clicks = Ease.Fit(train);

            clicks.Weights.select(1, RankerData.ItemCount - 1).abs().max().item<float>().Should().Be(0);
            fitted.Weights.select(1, RankerData.ItemCount - 1).abs().max().item<float>().Should().BePositive();
        }
    }

    [Theory]
    [InlineData(40, 0, 5, 6)]
    [InlineData(40, -3, 10, 40)]
    [InlineData(9, 1, 4, 6)]
    public void L3ae_IsTheReference_WithoutSlope(int users, double penalty, double pull, int width)
    {
        var train = RankerData.Train(users);
        using var texts = RankerData.Texts(width);

        using var fitted = L3ae.Fit(train, texts, new L3aeOptions { InteractionPenalty = penalty, TextPull = pull, TextPenalty = 2 });

        var (gram, ofTexts) = (NaiveItemWeights.Gram(train), NaiveItemWeights.Ease(NaiveItemWeights.TextGram(RankerData.Values(texts), train), 2));
        Tensors.Difference(fitted.Weights, tensor(NaiveItemWeights.L3ae(gram, ofTexts, penalty, pull))).Should().BeLessThan(1e-5);
        SlopeOffDiagonal(train, fitted, penalty, pull, ofTexts).Should().BeLessThan(1e-4);
        fitted.Weights.diagonal().abs().max().item<float>().Should().Be(0);
    }

    [Fact]
    public void L3ae_WithoutPull_IsEase()
    {
        using var texts = RankerData.Texts();
        using var ease = Ease.Fit(RankerData.Train(), new EaseOptions { Penalty = 7 });

        using var fitted = L3ae.Fit(RankerData.Train(), texts, new L3aeOptions { InteractionPenalty = 7, TextPull = 0 });

        Tensors.Difference(fitted.Weights, ease.Weights).Should().BeLessThan(1e-6);
    }

    // Half the gradient of ‖X − X B‖² + λ ‖B‖² + e ‖B − C‖²: (XᵀX + λ + e) B − XᵀX − e C, where B may move.
    private static double SlopeOffDiagonal(Interactions train, ItemWeights fitted, double penalty, double pull, double[,] texts)
    {
        var gram = NaiveItemWeights.Gram(train);
        var product = NaiveItemWeights.Multiply(NaiveItemWeights.Plus(gram, penalty + pull), fitted.Weights.ToArray());
        var largest = 0.0;
        for (var j = 0; j < train.ItemCount; j++)
        {
            for (var i = 0; i < train.ItemCount; i++)
            {
                largest = j == i ? largest : Math.Max(largest, Math.Abs(product[j, i] - gram[j, i] - (pull * texts[j, i])));
            }
        }

        return largest;
    }
}
