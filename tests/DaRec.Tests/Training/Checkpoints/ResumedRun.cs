using System.Security.Cryptography;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using static TorchSharp.torch;

namespace DaRec.Tests.Training.Checkpoints;

/// <summary>Short trainings on planted data, of any backbone and text method, from the start or from a checkpoint.</summary>
internal static class ResumedRun
{
    /// <summary>Eight steps an epoch: none of the numbers that alignments, masks and evaluations count to divides it.</summary>
    public static readonly TrainerOptions Options = new()
    {
        MaxEpochs = 4,
        EvaluateEvery = 1,
        BatchSize = 33,
        LearningRate = 0.02,
        Cutoff = 5,
        Seed = 3,
    };

    private const int Width = 8;

    public static IReadOnlyDictionary<string, Func<Dataset, Generator, Backbone>> Backbones { get; } =
        new Dictionary<string, Func<Dataset, Generator, Backbone>>
        {
            [nameof(MatrixFactorization)] = (data, generator) => new MatrixFactorization(data.Train, Width, generator: generator),
            ["sampled softmax"] = (data, generator) => new MatrixFactorization(
                data.Train, Width, new BackboneOptions { RankingLoss = new() { Kind = RankingLossKind.SampledSoftmax, Negatives = 9 } }, generator),
            [nameof(LightGcn)] = (data, generator) => new LightGcn(data.Train, Width, generator: generator),
            [nameof(Gccf)] = (data, generator) => new Gccf(data.Train, Width, generator: generator),
            [nameof(Sgl)] = (data, generator) => new Sgl(data.Train, Width, generator: generator),
            [nameof(SimGcl)] = (data, generator) => new SimGcl(data.Train, Width, generator: generator),
            [nameof(Dccf)] = (data, generator) => new Dccf(data.Train, Width, new DccfOptions { Intents = 4 }, generator),
            [nameof(LightCcf)] = (data, generator) => new LightCcf(data.Train, Width, new LightCcfOptions { Layers = 1 }, generator),
            [nameof(AutoCf)] = (data, generator) =>
                new AutoCf(data.Train, Width, new AutoCfOptions { MaskSeeds = 2, RenewEvery = 5 }, generator),
            [nameof(AlphaRec)] = (data, generator) => new AlphaRec(data.Train, data.ItemEmbeddings!, Width, generator: generator),
        };

    public static IReadOnlyDictionary<string, Func<Backbone, Dataset, Generator, TextMethod?>> TextMethods { get; } =
        new Dictionary<string, Func<Backbone, Dataset, Generator, TextMethod?>>
        {
            ["none"] = (_, _, _) => null,
            ["default"] = (backbone, data, generator) =>
                new DaRecAlignment(backbone, data, DaRecOptions.Default with { Sampling = new() { Size = 16 } }, generator),
            ["paper-normalized"] = (backbone, data, generator) => new DaRecAlignment(
                backbone,
                data,
                DaRecOptions.PaperNormalized with
                {
                    Sampling = new() { Size = 16, From = RowSource.Items },
                    LocalStructure = DaRecOptions.PaperNormalized.LocalStructure! with { ClusterCount = 3 },
                },
                generator),
            [nameof(RlmRecContrastive)] = (backbone, data, generator) => new RlmRecContrastive(backbone, data, generator: generator),
            [nameof(RlmRecGenerative)] = (backbone, data, generator) => new RlmRecGenerative(backbone, data, generator: generator),
            [nameof(Kar)] = (backbone, data, generator) => new Kar(backbone, data, generator: generator),
        };

    /// <summary>Trains, and gives a hash of what is ranked, and all figures of all epochs but their seconds.</summary>
    /// <param name="backbone">One of <see cref="Backbones"/>.</param>
    /// <param name="method">One of <see cref="TextMethods"/>.</param>
    /// <param name="before">Told of the trainer before it trains.</param>
    /// <param name="after">Told of it at each epoch's end.</param>
    /// <param name="options">Null takes <see cref="Options"/>.</param>
    /// <param name="data">Disposed by the caller; null takes the planted ones.</param>
    public static (string Bytes, string Figures) Of(
        string backbone,
        string method,
        Action<Trainer>? before = null,
        Action<Trainer, int>? after = null,
        TrainerOptions? options = null,
        Dataset? data = null)
    {
        using var own = data is null ? PlantedBlocks.Create(texts: true) : null;
        data ??= own!;
        using var first = new Generator(7);
        using var second = new Generator(8);
        using var model = Backbones[backbone](data, first);
        using var texts = TextMethods[method](model, data, second);
        var trainer = new Trainer(model, data, options ?? Options, texts);
        before?.Invoke(trainer);
        using var result = trainer.Train(new Told(report => after?.Invoke(trainer, report.Epoch)));
        var figures = string.Join('\n', result.Epochs.Select(epoch =>
            $"{epoch.Epoch} {epoch.Loss:R} {string.Join(' ', epoch.Alignment)} {epoch.Validation} {epoch.IsBest}"));
        return (Convert.ToHexString(SHA256.HashData([.. result.Users.bytes, .. result.Items.bytes])), $"{figures}\n{result.BestEpoch}");
    }

    private sealed class Told(Action<EpochReport> report) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => report(value);
    }
}
