using DaRec.Data;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using FluentAssertions;
using TorchSharp;
using Xunit;

namespace DaRec.Tests.Training;

public class TrainerColdItemsTests
{
    private const int Users = 30;
    private const int Items = 40; // the last ten are cold
    private static readonly TrainerOptions Quick = new() { MaxEpochs = 6, EvaluateEvery = 2, LearningRate = 0.02 };

    [Fact]
    public void Train_StopsByTheWarmItems_WhereTheValidationPartHasColdOnes()
    {
        using var data = new Dataset(Random(1, 200, 0, 30), Random(2, 90, 0, Items));

        using var result = Train(data);

        var metrics = new ColdStartEvaluator(data.Train, data.Validation!).Evaluate(result.Users, result.Items);
        result.Validation.Should().BeEquivalentTo(metrics.Warm);
        result.Validation!.Recall[20].Should().NotBe(metrics.Overall!.Recall[20]);
    }

    [Fact]
    public void Train_StopsByAllItems_WhereTheValidationPartHasWarmOnesAlone()
    {
        using var data = new Dataset(Random(1, 200, 0, 30), Random(2, 90, 0, 30));

        using var result = Train(data);

        result.Validation.Should().BeEquivalentTo(
            new RankingEvaluator(data.Train, data.Validation!).Evaluate(result.Users, result.Items));
    }

    [Fact]
    public void Train_IsNotStopped_ByColdItemsAlone()
    {
        using var data = new Dataset(Random(1, 200, 0, 30), Random(2, 90, 30, Items));

        using var result = Train(data);

        result.Validation.Should().BeNull();
        result.Epochs.Should().HaveCount(6).And.OnlyContain(epoch => epoch.Validation == null);
        result.BestEpoch.Should().Be(6);
    }

    private static TrainingResult Train(Dataset data)
    {
        using var generator = new torch.Generator(1);
        using var backbone = new MatrixFactorization(data.Train, 4, generator: generator);
        return new Trainer(backbone, data, Quick).Train();
    }

    // Each item from first on, and random ones.
    private static Interactions Random(int seed, int count, int first, int end)
    {
        var random = new Random(seed);
        int[] items = [.. Enumerable.Range(first, end - first), .. Enumerable.Range(0, count).Select(_ => random.Next(first, end))];
        return Interactions.FromPairs([.. items.Select(_ => random.Next(Users))], items, Users, Items);
    }
}
