using DaRec.Data;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

/// <summary>What holds for every backbone, alone and with every alignment.</summary>
public sealed class AllBackbonesTests
{
    private const int Width = 8;

    private static readonly Dictionary<string, Func<Interactions, Generator, Backbone>> Backbones = new()
    {
        [nameof(MatrixFactorization)] = (train, generator) => new MatrixFactorization(train, Width, generator: generator),
        ["mf, sampled softmax"] = (train, generator) => new MatrixFactorization(train, Width, WithLoss(RankingLossKind.SampledSoftmax), generator),
        ["mf, softmax"] = (train, generator) => new MatrixFactorization(train, Width, WithLoss(RankingLossKind.Softmax), generator),
        [nameof(LightGcn)] = (train, generator) => new LightGcn(train, Width, generator: generator),
        [nameof(Gccf)] = (train, generator) => new Gccf(train, Width, generator: generator),
        [nameof(Sgl)] = (train, generator) => new Sgl(train, Width, generator: generator),
        [nameof(SimGcl)] = (train, generator) => new SimGcl(train, Width, generator: generator),
        [nameof(Dccf)] = (train, generator) => new Dccf(train, Width, new DccfOptions { Intents = 4 }, generator),
        [nameof(LightCcf)] = (train, generator) => new LightCcf(train, Width, new LightCcfOptions { Layers = 1 }, generator),
        [nameof(AutoCf)] = (train, generator) => new AutoCf(train, Width, new AutoCfOptions { MaskSeeds = 2 }, generator: generator),
    };

    private static readonly Dictionary<string, Func<Backbone, Dataset, Generator, TextMethod>> Alignments = new()
    {
        [nameof(NoTexts)] = (_, _, _) => new NoTexts(),
        [nameof(DaRecAlignment)] = (backbone, data, generator) => DaRecOf(backbone, data, RankingMode.Backbone, generator),
        ["injected"] = (backbone, data, generator) => DaRecOf(backbone, data, RankingMode.InjectedTexts, generator),
        ["heads"] = (backbone, data, generator) => DaRecOf(backbone, data, RankingMode.ConcatenatedHeads, generator),
        [nameof(RlmRecContrastive)] = (backbone, data, generator) => new RlmRecContrastive(backbone, data, generator: generator),
        [nameof(RlmRecGenerative)] = (backbone, data, generator) => new RlmRecGenerative(backbone, data, generator: generator),
        [nameof(ProMax)] = (backbone, data, _) => new ProMax(backbone, data),
        [nameof(Kar)] = (backbone, data, generator) => new Kar(backbone, data, generator: generator),
    };

    public static TheoryData<string> Names => [.. Backbones.Keys];

    public static TheoryData<string, string> Pairs
    {
        get
        {
            var pairs = new TheoryData<string, string>();
            foreach (var backbone in Backbones.Keys)
            {
                foreach (var alignment in Alignments.Keys)
                {
                    pairs.Add(backbone, alignment);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_RanksBetterThanPopularity_OnPlantedData(string name)
    {
        using var data = PlantedBlocks.Create();
        using var generator = new Generator(7);
        using var backbone = Backbones[name](data.Train, generator);
        var options = new TrainerOptions { MaxEpochs = 30, LearningRate = 0.02, EvaluateEvery = 2, Cutoff = 5 };

        using var result = new Trainer(backbone, data, options).Train();

        var evaluator = new RankingEvaluator(data.Train, data.Test!, 5);
        var degrees = tensor(Array.ConvertAll(data.Train.ItemDegrees(), degree => (float)degree)).unsqueeze(1);
        var popularity = evaluator.Evaluate(ones(data.UserCount, 1), degrees).Recall[5];
        evaluator.Evaluate(result.Users, result.Items).Recall[5].Should().BeGreaterThan(1.3 * popularity);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Train_LeavesTwoLiveTensors_AndMovesAllWeights(string name, string alignmentName)
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var generator = new Generator(7);
        using var backbone = Backbones[name](data.Train, generator);
        using var alignment = Alignments[alignmentName](backbone, data, generator);
        var trainer = new Trainer(backbone, data, new TrainerOptions { MaxEpochs = 2, EvaluateEvery = 1, LearningRate = 0.01 }, alignment);
        var before = backbone.parameters().Select(parameter => parameter.detach().clone()).ToArray();

        LiveTensors.ShouldStay(2, () => trainer.Train());

        backbone.parameters().Zip(before).Should().OnlyContain(pair => Tensors.Difference(pair.First, pair.Second) > 0);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Train_GivesTheSameBits_ForTheSameSeeds(string name)
    {
        Run().Should().Equal(Run());

        byte[] Run()
        {
            using var data = PlantedBlocks.Create(texts: true);
            using var generator = new Generator(7);
            using var backbone = Backbones[name](data.Train, generator);
            using var alignment = DaRecOf(backbone, data, RankingMode.Backbone, generator);
            using var result = new Trainer(backbone, data, new TrainerOptions { MaxEpochs = 3 }, alignment).Train();
            return [.. result.Users.bytes, .. result.Items.bytes];
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void StateDict_IsReadBack_ToTheSameRanking(string name)
    {
        using var folder = new TemporaryFolder();
        using var data = PlantedBlocks.Create();
        using var generator = new Generator(7);
        using var backbone = Backbones[name](data.Train, generator);
        using var other = Backbones[name](data.Train, generator);
        backbone.save(folder["weights.dat"]);
        backbone.eval();
        other.eval();
        Tensors.Difference(other.Propagate(other.Ids).Embeddings, backbone.Propagate(backbone.Ids).Embeddings).Should().BePositive();

        other.load(folder["weights.dat"]);

        Tensors.Difference(other.Propagate(other.Ids).Embeddings, backbone.Propagate(backbone.Ids).Embeddings).Should().Be(0);
    }

    private static BackboneOptions WithLoss(RankingLossKind kind) => new() { RankingLoss = new() { Kind = kind } };

    private static DaRecAlignment DaRecOf(Backbone backbone, Dataset data, RankingMode ranking, Generator generator)
    {
        var options = DaRecOptions.Default with
        {
            Sampling = new() { Size = 16 },
            Heads = new() { Width = Width },
            Ranking = new() { Mode = ranking },
        };
        return new DaRecAlignment(backbone, data, options, generator);
    }
}
