using DaRec.Recommenders.Baselines;

namespace DaRec.Cli.Settings;

/// <summary>The settings of the ways to use texts that DaRec is compared with.</summary>
internal static class BaselineSettings
{
    /// <summary>Of <see cref="RlmRecContrastiveOptions"/>.</summary>
    public static IReadOnlyList<Setting> RlmRecContrastive { get; } =
    [
        Setting.Of<RlmRecContrastiveOptions, double>(
            "weight",
            "Weight of the contrast between the recommender's embeddings and the texts, at least 0.",
            o => o.Weight,
            (o, value) => o with { Weight = value }),
        Setting.Of<RlmRecContrastiveOptions, double>(
            "temperature", "Temperature of this contrast, above 0.", o => o.Temperature, (o, value) => o with { Temperature = value }),
        Setting.Of<RlmRecContrastiveOptions, double>(
            "penalty",
            "Weight of the squared length of the text network's weights in the loss, at least 0.",
            o => o.Penalty,
            (o, value) => o with { Penalty = value }),
    ];

    /// <summary>Of <see cref="RlmRecGenerativeOptions"/>.</summary>
    public static IReadOnlyList<Setting> RlmRecGenerative { get; } =
    [
        Setting.Of<RlmRecGenerativeOptions, double>(
            "mask-rate",
            "Share of the rows with a text that a training step masks, above 0 and at most 1.",
            o => o.MaskRate,
            (o, value) => o with { MaskRate = value }),
        Setting.Of<RlmRecGenerativeOptions, double>(
            "weight",
            "Weight of the reconstruction of the masked rows' texts, at least 0.",
            o => o.Weight,
            (o, value) => o with { Weight = value }),
        Setting.Of<RlmRecGenerativeOptions, double>(
            "temperature",
            "Temperature of this reconstruction, above 0.",
            o => o.Temperature,
            (o, value) => o with { Temperature = value }),
        Setting.Of<RlmRecGenerativeOptions, double>(
            "penalty",
            "Weight of the squared length of the text network's weights in the loss, at least 0.",
            o => o.Penalty,
            (o, value) => o with { Penalty = value }),
    ];

    /// <summary>Of <see cref="ProMaxOptions"/>.</summary>
    public static IReadOnlyList<Setting> ProMax { get; } =
    [
        Setting.Of<ProMaxOptions, double>(
            "weight",
            "Weight of what the texts' preferences over all items ask of the embeddings', at least 0.",
            o => o.Weight,
            (o, value) => o with { Weight = value }),
        Setting.Of<ProMaxOptions, double>(
            "temperature", "Temperature of both softmaxes, above 0.", o => o.Temperature, (o, value) => o with { Temperature = value }),
    ];

    /// <summary>Of <see cref="KarOptions"/>.</summary>
    public static IReadOnlyList<Setting> Kar { get; } =
    [
        Setting.Of<KarOptions, int>(
            "shared-experts",
            "Expert networks that users and items share, at least 0.",
            o => o.SharedExperts,
            (o, value) => o with { SharedExperts = value }),
        Setting.Of<KarOptions, int>(
            "own-experts",
            "Expert networks of the users alone, and as many of the items alone, at least 1.",
            o => o.OwnExperts,
            (o, value) => o with { OwnExperts = value }),
        Setting.Of<KarOptions, int>(
            "hidden-width",
            "Width of the hidden layer of an expert network, at least 1.",
            o => o.HiddenWidth,
            (o, value) => o with { HiddenWidth = value }),
        Setting.Of<KarOptions, double>(
            "dropout",
            "Share of an expert network's activations that a training step drops, at least 0 and below 1.",
            o => o.Dropout,
            (o, value) => o with { Dropout = value }),
        Setting.Of<KarOptions, double>(
            "penalty",
            "Weight of the squared length of the networks' weights in the loss, at least 0.",
            o => o.Penalty,
            (o, value) => o with { Penalty = value }),
    ];
}
