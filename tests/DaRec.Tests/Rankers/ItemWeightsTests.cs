using DaRec.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Rankers;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Rankers;

public class ItemWeightsTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Scores_SumTheWeightsOfTheUsersItems(ScalarType dtype)
    {
        var train = RankerData.Train();
        var weights = Tensors.Random(RankerData.ItemCount, RankerData.ItemCount, 3, dtype);
        using var scores = new ItemWeights(train, weights.t().contiguous().t()); // by columns
        scores.Weights.is_contiguous().Should().BeTrue();
        int[] users = [5, 39, 0]; // user 39 has nothing

        using var result = scores.Scores(users);

        result.dtype.Should().Be(dtype);
        var (all, expected) = (result.ToArray(), weights.ToArray());
        for (var row = 0; row < users.Length; row++)
        {
            for (var item = 0; item < RankerData.ItemCount; item++)
            {
                all[row, item].Should().BeApproximately(train.ItemsOf(users[row]).ToArray().Sum(other => expected[other, item]), 1e-5);
            }
        }
    }

    [Fact]
    public void For_ScoresOtherUsers_ByTheSameWeights()
    {
        using var fitted = Ease.Fit(RankerData.Train());
        var others = Interactions.FromPairs([0, 0], [2, 4], 1, RankerData.ItemCount);

        using (var shared = fitted.For(others))
        {
            using var scores = shared.Scores([0]);

            Tensors.Difference(scores[0], fitted.Weights[2].add(fitted.Weights[4])).Should().BeLessThan(1e-6);
        }

        fitted.Weights.IsInvalid.Should().BeFalse();
    }

    [Fact]
    public void Constructor_ThrowsForWeights_ThatDoNotFit()
    {
        var train = RankerData.Train();

        FluentActions.Invoking(() => new ItemWeights(train, zeros(3, 3))).Should().Throw<ArgumentException>().WithMessage("*(23, 23)*(3, 3)*");
        FluentActions.Invoking(() => new ItemWeights(train, full(23, 23, float.NaN))).Should().Throw<ArgumentException>().WithMessage("*finite*");
    }

    [Fact]
    public void Fit_RanksBetterThanPopularity_OnPlantedData()
    {
        using var data = PlantedBlocks.Create(texts: true);
        var evaluator = new RankingEvaluator(data.Train, data.Test!, 5);
        var degrees = tensor(Array.ConvertAll(data.Train.ItemDegrees(), degree => (float)degree)).unsqueeze(1);
        var popularity = evaluator.Evaluate(ones(data.UserCount, 1), degrees).Recall[5];

        foreach (var fit in new Func<ItemWeights>[]
        {
            () => ItemKnn.Fit(data.Train),
            () => Rp3Beta.Fit(data.Train),
            () => Ease.Fit(data.Train),
            () => AddEase.Fit(data.Train, data.ItemEmbeddings!),
            () => L3ae.Fit(data.Train, data.ItemEmbeddings!),
        })
        {
            using var fitted = fit();
            fitted.Weights.is_contiguous().Should().BeTrue();
            evaluator.Evaluate(fitted).Recall[5].Should().BeGreaterThan(1.3 * popularity);
        }
    }

    [Fact]
    public void Fit_LeavesOneTensor()
    {
        var train = RankerData.Train();
        using var texts = RankerData.Texts();

        LiveTensors.ShouldStay(1, () => ItemKnn.Fit(train, new ItemKnnOptions { Neighbors = 3 }));
        LiveTensors.ShouldStay(1, () => Rp3Beta.Fit(train));
        LiveTensors.ShouldStay(1, () => Ease.Fit(train));
        LiveTensors.ShouldStay(1, () => Ease.Fit(RankerData.Train(userCount: 9)));
        LiveTensors.ShouldStay(1, () => AddEase.Fit(train, texts));
        LiveTensors.ShouldStay(1, () => L3ae.Fit(train, texts));
    }

    [Fact]
    public void Fit_ThrowsForData_ThatDoNotFit()
    {
        var tooMany = Interactions.FromPairs([0], [0], 1, ItemWeights.MaxItems + 1);
        var nothing = Interactions.FromPairs([], [], 1, 3);
        var other = Interactions.FromPairs([0], [0], 1, 3);
        using var texts = RankerData.Texts();

        FluentActions.Invoking(() => Ease.Fit(tooMany)).Should().Throw<ArgumentException>().WithMessage("*at most 32768 items*got 32769*");
        FluentActions.Invoking(() => ItemKnn.Fit(nothing)).Should().Throw<ArgumentException>().WithMessage("*got none*");
        FluentActions.Invoking(() => AddEase.Fit(other, texts)).Should().Throw<ArgumentException>().WithMessage("*3 items*23 rows*");
        FluentActions.Invoking(() => L3ae.Fit(RankerData.Train(), texts, new L3aeOptions { InteractionPenalty = -150 })).Should()
            .Throw<ArgumentException>().WithMessage("*-150 + 150*");
    }
}
