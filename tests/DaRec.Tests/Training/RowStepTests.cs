using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using DaRec.Tests.Training.Checkpoints;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

/// <summary>Trainings whose steps touch only the rows that they use.</summary>
public class RowStepTests
{
    private const int Width = 8;

    private static readonly TrainerOptions Lazy = new() { MaxEpochs = 20, LearningRate = 0.02, EvaluateEvery = 2, Cutoff = 5, LazyAdam = true };

    [Fact]
    public void Train_IsThatOfAdam_WhereEachStepUsesEveryRow()
    {
        using var data = PlantedBlocks.Create();
        var options = Lazy with { MaxEpochs = 6, BatchSize = (int)data.Train.Count };

        var (lazy, adam) = (Run(data, options), Run(data, options with { LazyAdam = false }));

        Tensors.Difference(lazy, adam).Should().BeLessThan(1e-5);
        Tensors.Difference(lazy, Run(data, options with { MaxEpochs = 1 })).Should().BeGreaterThan(1e-2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_FindsTheGroups(bool isAligned)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = new MatrixFactorization(data.Train, Width, generator: new Generator(7));
        using var aligner = isAligned ? Aligner(backbone, data) : null;

        using var result = new Trainer(backbone, data, Lazy, aligner).Train();

        var metrics = new RankingEvaluator(data.Train, data.Test!, 5).Evaluate(result.Users, result.Items);
        metrics.Recall[5].Should().BeGreaterThan(1.5 * 5 / (PlantedBlocks.ItemCount - PlantedBlocks.TrainItems)); // as in TrainerTests
        result.Epochs[^1].Loss.Should().BeLessThan(result.Epochs[0].Loss);
        result.Epochs[0].Alignment.Count.Should().Be(isAligned ? 2 : 0);
    }

    [Fact]
    public void Train_GoesOnFromACheckpoint_ToTheSameBits()
    {
        using var folder = new TemporaryFolder();
        var (path, options) = (folder["state"], ResumedRun.Options with { LazyAdam = true, ValidationUsers = 15 });
        var whole = ResumedRun.Of(nameof(MatrixFactorization), "default", options: options);
        ResumedRun.Of(nameof(MatrixFactorization), "default", after: (trainer, epoch) =>
        {
            if (epoch == 2)
            {
                trainer.Save(path);
            }
        }, options: options);

        var resumed = ResumedRun.Of(nameof(MatrixFactorization), "default", before: trainer => trainer.Load(path), options: options);

        resumed.Should().Be(whole);
    }

    [Fact]
    public void Create_Throws_WithModelsThatNeedWholeTables()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var graph = new LightGcn(data.Train, Width);
        using var rows = new MatrixFactorization(data.Train, Width);
        using var softmax = new MatrixFactorization(
            data.Train, Width, new BackboneOptions { RankingLoss = new() { Kind = RankingLossKind.SampledSoftmax } });
        using var texts = new Kar(rows, data);

        new Action(() => _ = new Trainer(graph, data, Lazy)).Should().Throw<ArgumentException>().WithMessage("*LightGcn*").WithParameterName("backbone");
        new Action(() => _ = new Trainer(softmax, data, Lazy)).Should().Throw<ArgumentException>().WithParameterName("backbone");
        new Action(() => _ = new Trainer(rows, data, Lazy, texts)).Should().Throw<ArgumentException>().WithParameterName("textMethod");
        new Action(() => _ = new Trainer(rows, data, Lazy with { Optimizer = all => optim.SGD(all, 0.1) })).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void ValidationUsers_AreASample_WithStandardErrors()
    {
        using var data = PlantedBlocks.Create();

        var (some, all) = (Validation(10), Validation(null));

        (some.Users, some.SampledFrom).Should().Be((10, PlantedBlocks.UserCount));
        some.RecallErrors[5].Should().BeInRange(0.001, 0.2);
        some.ToString().Should().StartWith("10 of 40 users: Recall@5 0.").And.Contain(" ± 0.");
        (all.Users, all.SampledFrom, all.RecallErrors.Count).Should().Be((PlantedBlocks.UserCount, null, 0));
        Validation(PlantedBlocks.UserCount).Should().BeEquivalentTo(all);
        Validation(10).Should().BeEquivalentTo(some);

        RankingMetrics Validation(int? users)
        {
            using var backbone = new MatrixFactorization(data.Train, Width, generator: new Generator(7));
            using var result = new Trainer(backbone, data, Lazy with { MaxEpochs = 2, ValidationUsers = users }).Train();
            return result.Validation!;
        }
    }

    private static DaRecAlignment Aligner(Backbone backbone, Dataset data) =>
        new(backbone, data, DaRecOptions.Default with { Sampling = new() { Size = 16 } }, new Generator(3));

    private static Tensor Run(Dataset data, TrainerOptions options)
    {
        using var backbone = new MatrixFactorization(
            data.Train, Width, new BackboneOptions { Regularization = 1e-3 }, new Generator(7));
        using var result = new Trainer(backbone, data, options).Train();
        return cat([result.Users, result.Items], 0);
    }
}
