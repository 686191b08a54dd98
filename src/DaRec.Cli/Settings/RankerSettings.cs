using DaRec.Recommenders.Rankers;

namespace DaRec.Cli.Settings;

/// <summary>The settings of the recommenders that are computed, not trained.</summary>
internal static class RankerSettings
{
    private const string Neighbors = "neighbors";
    private const string NeighborsHelp = "Most similar items that score an item, at least 1; all takes every item.";

    private const string Penalty = "penalty";
    private const string PenaltyHelp = "Weight λ of the squared item weights, above 0; sparse data want more.";

    private const string TextPenalty = "text-penalty";
    private const string TextPenaltyHelp = "Weight of the squared item weights that predict texts from texts, above 0.";

    /// <summary>Of <see cref="ItemKnnOptions"/>.</summary>
    public static IReadOnlyList<Setting> ItemKnn { get; } =
    [
        Setting.Of<ItemKnnOptions, double>(
            "shrinkage",
            "Shrinks similarities that few users support, at least 0; 0 leaves the cosine.",
            o => o.Shrinkage,
            (o, value) => o with { Shrinkage = value }),
        Setting.Of<ItemKnnOptions, ShrinkageForm>(
            "shrinkage-form",
            "How they shrink: by the users whom two items share, or by what is added to the cosine's denominator.",
            o => o.ShrinkageForm,
            (o, value) => o with { ShrinkageForm = value }),
        Setting.Of<ItemKnnOptions, int?>(
            Neighbors, NeighborsHelp, o => o.Neighbors, (o, value) => o with { Neighbors = value }, nullWord: "all"),
    ];

    /// <summary>Of <see cref="Rp3BetaOptions"/>.</summary>
    public static IReadOnlyList<Setting> Rp3Beta { get; } =
    [
        Setting.Of<Rp3BetaOptions, double>(
            "alpha", "Power of the probability of each step of the walk, at least 0.", o => o.Alpha, (o, value) => o with { Alpha = value }),
        Setting.Of<Rp3BetaOptions, double>(
            "beta",
            "Power of an item's popularity that its scores are divided by, at least 0.",
            o => o.Beta,
            (o, value) => o with { Beta = value }),
        Setting.Of<Rp3BetaOptions, int?>(
            Neighbors, NeighborsHelp, o => o.Neighbors, (o, value) => o with { Neighbors = value }, nullWord: "all"),
    ];

    /// <summary>Of <see cref="EaseOptions"/>.</summary>
    public static IReadOnlyList<Setting> Ease { get; } =
        [Setting.Of<EaseOptions, double>(Penalty, PenaltyHelp, o => o.Penalty, (o, value) => o with { Penalty = value })];

    /// <summary>Of <see cref="AddEaseOptions"/>.</summary>
    public static IReadOnlyList<Setting> AddEase { get; } =
    [
        Setting.Of<AddEaseOptions, double>(Penalty, PenaltyHelp, o => o.Penalty, (o, value) => o with { Penalty = value }),
        Setting.Of<AddEaseOptions, double>(
            TextPenalty, TextPenaltyHelp, o => o.TextPenalty, (o, value) => o with { TextPenalty = value }),
        Setting.Of<AddEaseOptions, double>(
            "text-share",
            "Share of the texts in the item weights, from 0 (interactions alone) to 1 (texts alone).",
            o => o.TextShare,
            (o, value) => o with { TextShare = value }),
    ];

    /// <summary>Of <see cref="L3aeOptions"/>.</summary>
    public static IReadOnlyList<Setting> L3ae { get; } =
    [
        Setting.Of<L3aeOptions, double>(
            "interaction-penalty",
            "Weight of the squared item weights; it may be negative, and with --text-pull it sums to more than 0.",
            o => o.InteractionPenalty,
            (o, value) => o with { InteractionPenalty = value }),
        Setting.Of<L3aeOptions, double>(
            "text-pull",
            "Weight of the squared distance from the item weights of the texts, at least 0.",
            o => o.TextPull,
            (o, value) => o with { TextPull = value }),
        Setting.Of<L3aeOptions, double>(
            TextPenalty, TextPenaltyHelp, o => o.TextPenalty, (o, value) => o with { TextPenalty = value }),
    ];

    /// <summary>Of <see cref="TextGcnOptions"/>.</summary>
    public static IReadOnlyList<Setting> TextGcn { get; } =
        [Setting.Of<TextGcnOptions, int>(BackboneSettings.Layers, BackboneSettings.LayersHelp, o => o.Layers, (o, value) => o with { Layers = value })];

    /// <summary>Of <see cref="ImplicitAlsOptions"/>.</summary>
    public static IReadOnlyList<Setting> ImplicitAls { get; } =
    [
        Setting.Of<ImplicitAlsOptions, int>(
            "sweeps", "Times that users and then items are solved for, at least 1.", o => o.Sweeps, (o, value) => o with { Sweeps = value }),
        Setting.Of<ImplicitAlsOptions, double>(
            "unobserved-weight",
            "Weight of a pair without interaction, above 0; an interaction weighs 1 more.",
            o => o.UnobservedWeight,
            (o, value) => o with { UnobservedWeight = value }),
        Setting.Of<ImplicitAlsOptions, double>(
            "vector-penalty",
            "Weight of the squared lengths of vectors, above 0.",
            o => o.VectorPenalty,
            (o, value) => o with { VectorPenalty = value }),
        Setting.Of<ImplicitAlsOptions, double>(
            "frequency-power",
            "How much more the vectors of frequent users and items are penalized, at least 0; 0 penalizes all alike.",
            o => o.FrequencyPower,
            (o, value) => o with { FrequencyPower = value }),
    ];
}
