using DaRec.Data;
using DaRec.Losses;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Training;

public class TrainerTests
{
    private static readonly TrainerOptions Quick = new()
    {
        MaxEpochs = 20,
        LearningRate = 0.02,
        EvaluateEvery = 2,
        Cutoff = 5,
    };


    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Train_FindsTheGroups(bool isGraph)
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data, isGraph);

        using var result = new Trainer(backbone, data, Quick).Train();

        // Of 34 candidates 14 are of the user's group: 5/34 are hit by chance, 5/14 by who knows the groups alone.
        var metrics = new RankingEvaluator(data.Train, data.Test!, 5).Evaluate(result.Users, result.Items);
        metrics.Recall[5].Should().BeGreaterThan(1.5 * 5 / (PlantedBlocks.ItemCount - PlantedBlocks.TrainItems));
        result.Epochs[^1].Loss.Should().BeLessThan(result.Epochs[0].Loss);
        result.SecondsPerEpoch.Should().BePositive();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Train_GivesTheSameBits_ForTheSameSeeds(bool isGraph, bool isAligned)
    {
        var (first, second) = (Run(2023), Run(2023));

        second.Should().Equal(first);
        Run(2024).Should().NotEqual(first);

        byte[] Run(int seed)
        {
            using var data = PlantedBlocks.Create(texts: true);
            using var backbone = Create(data, isGraph);
            using var generator = new Generator(3);
            using var aligner = isAligned ? CreateAligner(backbone, data, generator) : null;
            using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 4, Seed = seed }, aligner).Train();
            return [.. result.Users.bytes, .. result.Items.bytes];
        }
    }

    [Fact]
    public void Train_StopsAfterPatienceEvaluations_WithoutGain()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data);
        var options = Quick with { MaxEpochs = 100, Stop = new() { Patience = 3, Growth = 0 }, LearningRate = 1e-30 }; // the first evaluation is best

        using var result = new Trainer(backbone, data, options).Train();

        result.Epochs.Should().HaveCount(2 * (1 + 3));
        result.BestEpoch.Should().Be(2);
        result.Epochs.Where(epoch => epoch.Validation is not null).Select(epoch => epoch.Epoch).Should().Equal(2, 4, 6, 8);
        result.Epochs.Where(epoch => epoch.IsBest).Select(epoch => epoch.Epoch).Should().Equal(2);
    }

    [Theory]
    [InlineData(0.5, 10)]
    [InlineData(2, 12)]
    [InlineData(1000, 100)]
    public void Train_WaitsLonger_TheMorePatienceGrows(double growth, int epochs)
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data);
        var options = Quick with { MaxEpochs = 100, Stop = new() { Patience = 3, Growth = growth }, LearningRate = 1e-30 };

        using var result = new Trainer(backbone, data, options).Train();

        result.Epochs.Should().HaveCount(epochs);
        result.BestEpoch.Should().Be(2);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_PutsTheBestWeightsBack(bool isAligned)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data, isGraph: false);
        using var aligner = isAligned ? CreateAligner(backbone, data) : null;

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 60, LearningRate = 0.2, Stop = new() { Patience = 4, Growth = 0, Smoothing = 1 } }, aligner).Train();

        result.BestEpoch.Should().BeLessThan(result.Epochs.Count, "otherwise nothing had to be put back");
        result.Validation!.Recall[5].Should().Be(result.Epochs.Max(epoch => epoch.Validation?.Recall[5] ?? 0));
        result.Epochs[result.BestEpoch - 1].Validation.Should().BeSameAs(result.Validation);
        var again = new RankingEvaluator(data.Train, data.Validation!, 5, 10, 20).Evaluate(result.Users, result.Items);
        again.Should().BeEquivalentTo(result.Validation);
        Tensors.Difference(backbone.Ids, cat([result.Users, result.Items], 0)).Should().Be(0, "the model holds these weights too");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_RunsAllEpochs_WithoutValidation(bool isEmpty)
    {
        using var planted = PlantedBlocks.Create(validation: false);
        using var data = new Dataset(
            planted.Train, isEmpty ? Interactions.FromPairs([], [], planted.UserCount, planted.ItemCount) : null);
        using var backbone = Create(data);

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 7, Stop = new() { Patience = 1 }, EvaluateEvery = 1 }).Train();

        result.Epochs.Should().HaveCount(7);
        result.BestEpoch.Should().Be(7);
        result.Validation.Should().BeNull();
        result.Epochs.Should().OnlyContain(epoch => epoch.Validation == null && !epoch.IsBest && epoch.Alignment.Count == 0);
    }

    [Fact]
    public void Train_LooksAtTheLastEpoch_WhateverTheInterval()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data, isGraph: false);
        var before = backbone.Ids.detach().clone();

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 3, EvaluateEvery = 4 }).Train();

        result.BestEpoch.Should().Be(3);
        result.Validation.Should().NotBeNull();
        Tensors.Difference(cat([result.Users, result.Items], 0), before).Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void Train_ReportsEachEpoch_InOrder()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data);
        var progress = new Recorder(_ => { });

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 5 }).Train(progress);

        progress.Reports.Should().Equal(result.Epochs);
        progress.Reports.Select(report => report.Epoch).Should().Equal(1, 2, 3, 4, 5);
        progress.Reports.Should().OnlyContain(report => double.IsFinite(report.Loss) && report.Seconds >= 0);
    }

    [Fact]
    public void Train_PutsTheModulesInTrainingMode_ForEachEpoch()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data);
        using var aligner = CreateAligner(backbone, data);
        var modes = new List<(bool, bool)>();
        var progress = new Recorder(_ => modes.Add((backbone.training, aligner.training)));
        backbone.eval();
        aligner.eval();

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 4 }, aligner).Train(progress);

        modes.Should().Equal((true, true), (false, false), (true, true), (false, false)); // every second epoch ends with an evaluation
    }

    [Fact]
    public void Train_Throws_WhenCancelled()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data);
        using var cancellation = new CancellationTokenSource();
        var progress = new Recorder(report =>
        {
            if (report.Epoch == 2)
            {
                cancellation.Cancel();
            }
        });

        var train = () => new Trainer(backbone, data, Quick).Train(progress, cancellation.Token);

        train.Should().Throw<OperationCanceledException>();
        progress.Reports.Should().HaveCount(2);
        backbone.Ids.IsInvalid.Should().BeFalse();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Train_HoldsAsManyTensors_AfterEachEpoch(bool isGraph, bool isAligned)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data, isGraph);
        using var aligner = isAligned ? CreateAligner(backbone, data) : null;
        var counts = new List<long>();
        var progress = new Recorder(_ => counts.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 8 }, aligner).Train(progress);

        counts.Distinct().Should().ContainSingle();
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, false)]
    [InlineData(true, true)]
    public void Train_LeavesTwoLiveTensors(bool isGraph, bool isAligned)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data, isGraph);
        using var aligner = isAligned ? CreateAligner(backbone, data) : null;
        var trainer = new Trainer(backbone, data, Quick with { MaxEpochs = 2 }, aligner);

        LiveTensors.ShouldStay(2, () => trainer.Train());
    }

    [Theory]
    [InlineData(RankingMode.Backbone)]
    [InlineData(RankingMode.ConcatenatedHeads)]
    [InlineData(RankingMode.InjectedTexts)]
    public void Train_MovesModelAndAligner(RankingMode ranking)
    {
        using var data = PlantedBlocks.Create(validation: false, texts: true);
        using var backbone = Create(data);
        using var aligner = CreateAligner(backbone, data, options: Options with { Ranking = new() { Mode = ranking, TextScoreWeight = 0 } });
        var parameters = backbone.parameters().Concat(aligner.parameters()).ToArray();
        var before = parameters.Select(parameter => parameter.detach().clone()).ToArray();

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 2 }, aligner).Train();

        parameters.Zip(before).Should().OnlyContain(pair => Tensors.Difference(pair.First, pair.Second) > 0);
        foreach (var report in result.Epochs)
        {
            report.Alignment.Select(term => term.Key).Should()
                .Equal("orthogonality", "uniformity", "global structure", "local structure", "total");
            var (orthogonality, uniformity) = (report.Alignment[0].Value, report.Alignment[1].Value);
            var (global, local, total) = (report.Alignment[2].Value, report.Alignment[3].Value, report.Alignment[4].Value);
            orthogonality.Should().BeInRange(0, 2);
            uniformity.Should().BeNegative();
            global.Should().BePositive();
            local.Should().BePositive();
            total.Should().BeApproximately(
                Options.Strength.Weight * ((0.1 * (orthogonality + uniformity + local)) + global), 1e-6);
        }
    }

    [Theory]
    [InlineData(RankingMode.Backbone, 8)]
    [InlineData(RankingMode.ConcatenatedHeads, 16)]
    [InlineData(RankingMode.InjectedTexts, 8)]
    public void Train_GivesWhatIsRanked(RankingMode ranking, int width)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var backbone = Create(data);
        using var aligner = CreateAligner(backbone, data, options: Options with { Ranking = new() { Mode = ranking, TextScoreWeight = 0 } });

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 2 }, aligner).Train();

        result.Users.shape.Should().Equal(PlantedBlocks.UserCount, width);
        result.Items.shape.Should().Equal(PlantedBlocks.ItemCount, width);
        var ranked = aligner.Rank(backbone.Propagate(aligner.Inject(backbone.Ids)).Embeddings);
        Tensors.Difference(cat([result.Users, result.Items], 0), ranked).Should().Be(0);
        (result.Users.requires_grad || result.Items.requires_grad).Should().BeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Train_ReportsMeansOverTheStepsThatAreAligned(int every)
    {
        using var data = PlantedBlocks.Create(validation: false, texts: true);
        using var backbone = Create(data, isGraph: false); // nothing is dropped
        using var generator = new Generator(3);
        using var aligner = CreateAligner(backbone, data, generator, Options with
        {
            Sampling = new() { Size = null },
            Strength = new() { Every = every, ReferenceDensity = null, Weight = 0 },
        });

        using var result = new Trainer(backbone, data, Quick with { MaxEpochs = 1, LearningRate = 1e-9 }, aligner).Train();

        // Nothing moves, and all rows are drawn: the mean is that of any step.
        using var ours = backbone.Propagate(backbone.Ids).Embeddings.narrow(0, data.UserCount, data.ItemCount).detach();
        using var loss = new NeighborhoodStructureLoss();
        using var texts = data.ItemEmbeddings!.Block(0, data.ItemCount);
        result.Epochs[0].Alignment[2].Value.Should().BeApproximately(loss.call(ours, texts).ToDouble(), 1e-4);
    }

    [Fact]
    public void Train_Throws_WhenTheLossIsNoLongerANumber()
    {
        using var data = PlantedBlocks.Create(validation: false);
        using var backbone = Create(data);

        var train = () => new Trainer(backbone, data, Quick with { LearningRate = 1e30 }).Train();

        train.Should().Throw<ArithmeticException>().WithMessage("Expected a finite loss, got * in epoch 1; lower the learning rate*");
    }

    [Fact]
    public void Constructor_Throws_ForPartsThatDoNotFit()
    {
        using var data = PlantedBlocks.Create();
        using var backbone = Create(data);
        using var other = new MatrixFactorization(Interactions.FromPairs([0], [0], PlantedBlocks.UserCount, 3));

        new Action(() => _ = new Trainer(other, data)).Should().Throw<ArgumentException>()
            .WithMessage("Expected a model of 40 users and 40 items, got one of 40 and 3*").WithParameterName("backbone");
        new Action(() => _ = new Trainer(null!, data)).Should().Throw<ArgumentNullException>().WithParameterName("backbone");
        new Action(() => _ = new Trainer(backbone, null!)).Should().Throw<ArgumentNullException>().WithParameterName("data");
    }

    private static DaRecOptions Options { get; } = DaRecOptions.Default with
    {
        Sampling = new() { Size = 16 },
        Strength = new() { Every = 1, ReferenceDensity = null },
        Heads = new() { Width = 8 },
        Ranking = new() { TextScoreWeight = 0 },
        Orthogonality = new() { Weight = 0.1 },
        Uniformity = new() { Weight = 0.1 },
        LocalStructure = new() { Weight = 0.1, ClusterCount = 3 },
    };

    private static Backbone Create(Dataset data, bool isGraph = true)
    {
        using var generator = new Generator(7);
        return isGraph
            ? new LightGcn(data.Train, 8, new LightGcnOptions { Layers = 2 }, generator: generator)
            : new MatrixFactorization(data.Train, 8, generator: generator);
    }

    private static DaRecAlignment CreateAligner(
        Backbone backbone, Dataset data, Generator? generator = null, DaRecOptions? options = null) =>
        new(backbone, data, options ?? Options, generator);

    private sealed class Recorder(Action<EpochReport> action) : IProgress<EpochReport>
    {
        public List<EpochReport> Reports { get; } = [];

        public void Report(EpochReport value)
        {
            Reports.Add(value);
            action(value);
        }
    }
}
