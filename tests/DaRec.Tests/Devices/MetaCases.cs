using DaRec.Clustering;
using DaRec.Data;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Evidence;
using DaRec.Losses;
using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Baselines;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;
using DaRec.Recommenders.Training;
using DaRec.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Tests.Devices;

/// <summary>
/// Every public module on the device META, which computes shapes and no numbers: what reads a number back throws there, and so does what
/// mixes devices.
/// </summary>
internal static class MetaCases
{
    private const long Rows = 12;
    private const int Width = 6;

    /// <summary>Losses and other parts: given a source of leaves, a scalar to differentiate.</summary>
    public static readonly IReadOnlyDictionary<Type, Func<Func<long, long, Tensor>, Tensor>> Parts = new Dictionary<Type, Func<Func<long, long, Tensor>, Tensor>>
    {
        [typeof(OrthogonalityLoss)] = leaf => new OrthogonalityLoss().call(leaf(Rows, Width), leaf(Rows, Width)),
        [typeof(UniformityLoss)] = leaf => new UniformityLoss().call(leaf(Rows, Width))
            .add(new UniformityLoss(temperature: 30, normalize: false, distinctPairs: false).call(leaf(Rows, Width)))
            .add(new UniformityLoss(kernel: LossKernel.Dense).call(leaf(Rows, Width))),
        [typeof(GlobalStructureLoss)] = leaf => new GlobalStructureLoss().call(leaf(Rows, Width), leaf(Rows, 3))
            .add(new GlobalStructureLoss(normalizeRows: false, average: false).call(leaf(40, 3), leaf(40, 3)))
            .add(new GlobalStructureLoss(kernel: LossKernel.Dense).call(leaf(Rows, Width), leaf(Rows, 3))),
        [typeof(NeighborhoodStructureLoss)] = leaf => new NeighborhoodStructureLoss().call(leaf(Rows, Width), leaf(Rows, 3))
            .add(new NeighborhoodStructureLoss(kernel: LossKernel.Dense).call(leaf(Rows, Width), leaf(Rows, 3))),
        [typeof(LocalStructureLoss)] = leaf => new LocalStructureLoss().call(leaf(4, Width), leaf(4, Width)),
        [typeof(DisentanglingHead)] = leaf =>
        {
            var input = leaf(Rows, Width);
            var head = Move(new DisentanglingHead(Width, 4), input);
            return Sum(head.call(input)).add(head.Shared(input).sum())
                .add(Sum(Move(new DisentanglingHead(Width, Width, shape: HeadShape.Residual), input).call(input)))
                .add(Sum(Move(new DisentanglingHead(Width, Width, shape: HeadShape.Identity), input).call(input)));
        },
        [typeof(KMeans)] = leaf =>
        {
            var (points, start) = (leaf(Rows, Width), leaf(3, Width).detach());
            using var fresh = new KMeans(3, maxIterations: 3).Fit(points, new Generator(1));
            using var warm = new KMeans(3, maxIterations: 3).Fit(points, initialCenters: start);
            return fresh.CentersOf(points).sum().add(warm.CentersOf(points).sum());
        },
        [typeof(BprLoss)] = leaf => new BprLoss().call(leaf(Rows, Width), leaf(Rows, Width), leaf(Rows, Width)),
        [typeof(SoftmaxLoss)] = leaf =>
        {
            var (users, items, loss) = (leaf(Rows, Width), leaf(20, Width), new SoftmaxLoss());
            var numbers = arange(Rows, dtype: ScalarType.Int64, device: users.device);
            return loss.call(users, leaf(Rows, Width), items).add(loss.OverAll(users, items, numbers, numbers))
                .add(new SoftmaxLoss(1, cosine: false).call(users, leaf(Rows, Width), items));
        },
        [typeof(InfoNceLoss)] = leaf =>
        {
            var (anchors, partners, candidates) = (leaf(Rows, Width), leaf(Rows, Width), leaf(20, Width));
            var (loss, weights) = (new InfoNceLoss(), ones(Rows, dtype: anchors.dtype, device: anchors.device));
            var counts = ones(20, dtype: anchors.dtype, device: anchors.device);
            return loss.call(anchors, partners, candidates).add(loss.InBatch(anchors, partners))
                .add(loss.Weighted(anchors, partners, candidates, weights, counts));
        },
        [typeof(TextEvidence)] = leaf =>
        {
            using var data = PlantedBlocks.Create(texts: true);
            using var evidence = TextEvidence.Fit(data.ItemEmbeddings!, data.Train);
            var (users, items) = evidence.Append(leaf(data.UserCount, Width), leaf(data.ItemCount, Width));
            return users.sum().add(items.sum());
        },
    };

    /// <summary>Models of small data.</summary>
    public static readonly IReadOnlyDictionary<Type, Func<Interactions, Generator, Backbone>> Backbones = new Dictionary<Type, Func<Interactions, Generator, Backbone>>
    {
        [typeof(MatrixFactorization)] = (train, generator) => new MatrixFactorization(train, Width, generator: generator),
        [typeof(LightGcn)] = (train, generator) =>
            new LightGcn(train, Width, new LightGcnOptions { KeepProbability = 0.8 }, generator),
        [typeof(Gccf)] = (train, generator) => new Gccf(train, Width, generator: generator),
        [typeof(Sgl)] = (train, generator) => new Sgl(train, Width, generator: generator),
        [typeof(SimGcl)] = (train, generator) => new SimGcl(train, Width, generator: generator),
        [typeof(Dccf)] = (train, generator) => new Dccf(train, Width, new DccfOptions { Intents = 4 }, generator),
        [typeof(LightCcf)] = (train, generator) => new LightCcf(train, Width, generator: generator),
        [typeof(AlphaRec)] = (train, generator) =>
        {
            using var texts = FrozenEmbeddings.FromTensor(Tensors.Random(train.ItemCount, Width, dtype: ScalarType.Float32));
            return new AlphaRec(train, texts, Width, generator: generator);
        },
        [typeof(AutoCf)] = (train, generator) => new AutoCf(train, Width, new AutoCfOptions { Heads = 2, MaskSeeds = 2, RenewEvery = 1000 }, generator),
    };

    /// <summary>Planted groups with texts of both sides.</summary>
    public static Dataset Data()
    {
        using var data = PlantedBlocks.Create(texts: true);
        using var users = Tensors.Random(data.UserCount, data.ItemEmbeddings!.Width, dtype: ScalarType.Float32);
        using var items = data.ItemEmbeddings.Block(0, data.ItemCount);
        return new Dataset(data.Train, data.Validation, data.Test, FrozenEmbeddings.FromTensor(items), FrozenEmbeddings.FromTensor(users));
    }

    /// <summary>What brings texts in; with a number where there are several settings.</summary>
    public static readonly IReadOnlyDictionary<(Type Type, int Setting), Func<Backbone, Dataset, Generator, TextMethod>> Methods =
        new Dictionary<(Type, int), Func<Backbone, Dataset, Generator, TextMethod>>
        {
            [(typeof(DaRecAlignment), 0)] = (backbone, data, generator) => new DaRecAlignment(backbone, data, generator: generator),
            [(typeof(DaRecAlignment), 1)] = (backbone, data, generator) => DaRecOf(backbone, data, DaRecOptions.Paper, RowSource.Both, generator),
            [(typeof(DaRecAlignment), 2)] = (backbone, data, generator) =>
                DaRecOf(backbone, data, DaRecOptions.PaperNormalized with { Ranking = new() { Mode = RankingMode.InjectedTexts } }, RowSource.Users, generator),
            [(typeof(RlmRecContrastive), 0)] = (backbone, data, generator) => new RlmRecContrastive(backbone, data, generator: generator),
            [(typeof(RlmRecGenerative), 0)] = (backbone, data, generator) => new RlmRecGenerative(backbone, data, generator: generator),
            [(typeof(ProMax), 0)] = (backbone, data, _) => new ProMax(backbone, data),
            [(typeof(Kar), 0)] = (backbone, data, generator) => new Kar(backbone, data, generator: generator),
            [(typeof(AppendedTextScore), 0)] = (backbone, data, generator) =>
                new AppendedTextScore(new RlmRecContrastive(backbone, data, generator: generator), data.ItemEmbeddings!, data.Train),
        };

    /// <summary>Modules that run inside another case.</summary>
    public static readonly IReadOnlySet<Type> Inside = new HashSet<Type> { typeof(DaRecAligner), typeof(Trainer) };

    /// <summary>A leaf without numbers.</summary>
    public static Tensor Leaf(long rows, long columns, ScalarType dtype) =>
        zeros(rows, columns, dtype: dtype, device: new Device(DeviceType.META)).requires_grad_();

    private static DaRecAlignment DaRecOf(
        Backbone backbone, Dataset data, DaRecOptions options, RowSource from, Generator generator) =>
        new(
            backbone,
            data,
            options with
            {
                Sampling = new() { Size = 20, From = from },
                Heads = options.Heads with { Width = Width },
                LocalStructure = new() { ClusterCount = 3, WarmStart = true },
            },
            generator);

    private static T Move<T>(T module, Tensor like)
        where T : nn.Module => module.to(like.device, like.dtype);

    private static Tensor Sum(DisentangledEmbeddings parts) => parts.Shared.sum().add(parts.Specific.sum());
}
