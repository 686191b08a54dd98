using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Models;

namespace DaRec.Cli.Settings;

/// <summary>The settings of the recommenders. Those of one name have one help, and the default of each.</summary>
internal static class BackboneSettings
{
    /// <summary>The setting that all graph models have.</summary>
    public const string Layers = "layers";

    /// <summary>Its help.</summary>
    public const string LayersHelp = "Layers of propagation over the graph, at least 0.";

    private const string KeepProbability = "keep-probability";
    private const string KeepProbabilityHelp =
        "Share of the graph's edges that a training step (sgl: each of its two views) keeps, above 0 and at most 1.";

    private const string ContrastWeight = "contrast-weight";
    private const string ContrastWeightHelp = "Weight of the contrastive loss, at least 0.";

    private static readonly Setting[] Contrast =
    [
        Setting.Of<ContrastiveOptions, double>(
            ContrastWeight, ContrastWeightHelp, o => o.ContrastWeight, (o, value) => o with { ContrastWeight = value }),
        Setting.Of<ContrastiveOptions, double>(
            "contrast-temperature",
            "Temperature of the contrastive loss, above 0.",
            o => o.ContrastTemperature,
            (o, value) => o with { ContrastTemperature = value }),
    ];

    /// <summary>Of <see cref="BackboneOptions"/>, all that matrix factorization has.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of<BackboneOptions, double>(
            "regularization",
            "Weight of the squared length of all weights in the loss, at least 0.",
            o => o.Regularization,
            (o, value) => o with { Regularization = value }),
        OfLoss(
            "loss",
            "How a user's items are told from others: bpr takes one random item that is not the user's for each, sampled-softmax the same " +
            "random items for all pairs of a step, softmax all items.",
            loss => loss.Kind,
            (loss, value) => loss with { Kind = value }),
        OfLoss(
            "temperature",
            "Temperature of both softmax losses, above 0; a lower one weighs the highest scores more.",
            loss => loss.Temperature,
            (loss, value) => loss with { Temperature = value }),
        OfLoss(
            "cosine",
            "Whether both softmax losses are over cosines, or over the inner products by which items are ranked.",
            loss => loss.Cosine,
            (loss, value) => loss with { Cosine = value }),
        OfLoss(
            "negatives",
            "Random items in a step of sampled-softmax, at least 1.",
            loss => loss.Negatives,
            (loss, value) => loss with { Negatives = value }),
    ];

    /// <summary>Of <see cref="GraphOptions"/>, all that GCCF has.</summary>
    public static IReadOnlyList<Setting> Graph { get; } =
    [
        Setting.Of<GraphOptions, int>(
            Layers, LayersHelp, o => o.Layers, (o, value) => o with { Layers = value }),
        .. All,
    ];

    /// <summary>Of <see cref="LightGcnOptions"/>.</summary>
    public static IReadOnlyList<Setting> LightGcn { get; } =
    [
        .. Graph,
        Setting.Of<LightGcnOptions, double>(
            KeepProbability, KeepProbabilityHelp, o => o.KeepProbability, (o, value) => o with { KeepProbability = value }),
        Setting.Of<LightGcnOptions, int?>(
            "walks",
            "Random walks from each user and item of a training step, at least 1, so that a step costs the same for any size of the graph; for " +
            "the loss bpr, on the processor, with --align darec or none. none propagates over the whole graph.",
            o => o.Walks,
            (o, value) => o with { Walks = value },
            nullWord: "none"),
    ];

    /// <summary>Of <see cref="SglOptions"/>.</summary>
    public static IReadOnlyList<Setting> Sgl { get; } =
    [
        .. Graph,
        Setting.Of<SglOptions, double>(
            KeepProbability, KeepProbabilityHelp, o => o.KeepProbability, (o, value) => o with { KeepProbability = value }),
        .. Contrast,
    ];

    /// <summary>Of <see cref="SimGclOptions"/>.</summary>
    public static IReadOnlyList<Setting> SimGcl { get; } =
    [
        .. Graph,
        .. Contrast,
        Setting.Of<SimGclOptions, double>(
            "noise",
            "Length of the random noise that each layer of a view adds to each row, at least 0.",
            o => o.Noise,
            (o, value) => o with { Noise = value }),
    ];

    /// <summary>Of <see cref="LightCcfOptions"/>.</summary>
    public static IReadOnlyList<Setting> LightCcf { get; } = [.. Graph, .. Contrast];

    /// <summary>Of <see cref="AlphaRecOptions"/>.</summary>
    public static IReadOnlyList<Setting> AlphaRec { get; } = Graph;

    /// <summary>Of <see cref="DccfOptions"/>.</summary>
    public static IReadOnlyList<Setting> Dccf { get; } =
    [
        .. Graph,
        .. Contrast,
        Setting.Of<DccfOptions, int>(
            "intents",
            "Intents of users, and as many of items, at least 1.",
            o => o.Intents,
            (o, value) => o with { Intents = value }),
    ];

    /// <summary>Of <see cref="AutoCfOptions"/>.</summary>
    public static IReadOnlyList<Setting> AutoCf { get; } =
    [
        .. Graph,
        Setting.Of<AutoCfOptions, double>(
            ContrastWeight, ContrastWeightHelp, o => o.ContrastWeight, (o, value) => o with { ContrastWeight = value }),
        Setting.Of<AutoCfOptions, int>(
            "attention-layers",
            "Layers of attention after those of propagation, at least 0.",
            o => o.AttentionLayers,
            (o, value) => o with { AttentionLayers = value }),
        Setting.Of<AutoCfOptions, int>(
            "heads",
            "Heads of each layer of attention, at least 1; must divide --width.",
            o => o.Heads,
            (o, value) => o with { Heads = value }),
        Setting.Of<AutoCfOptions, int>(
            "mask-seeds",
            "Users and items whose surroundings in the graph are masked, at least 1.",
            o => o.MaskSeeds,
            (o, value) => o with { MaskSeeds = value }),
        Setting.Of<AutoCfOptions, int>(
            "mask-depth",
            "How far masking goes from each of them, at least 1: 1 masks its own edges, 2 also those of its neighbors.",
            o => o.MaskDepth,
            (o, value) => o with { MaskDepth = value }),
        Setting.Of<AutoCfOptions, double>(
            "decoder-nodes",
            "Random users and items that the decoder's graph connects beside the masked ones, as a share of all, 0 to 1.",
            o => o.DecoderNodes,
            (o, value) => o with { DecoderNodes = value }),
        Setting.Of<AutoCfOptions, int>(
            "renew-every",
            "Training steps after which new masks are drawn, at least 1.",
            o => o.RenewEvery,
            (o, value) => o with { RenewEvery = value }),
    ];

    private static Setting OfLoss<T>(
        string name, string help, Func<RankingLossOptions, T> get, Func<RankingLossOptions, T, RankingLossOptions> with) =>
        Setting.Of<BackboneOptions, T>(
            name, help, o => get(o.RankingLoss), (o, value) => o with { RankingLoss = with(o.RankingLoss, value) });
}
