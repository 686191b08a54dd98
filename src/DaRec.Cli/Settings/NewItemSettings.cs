using DaRec.NewItems;
using DaRec.Recommenders.NewItems;

namespace DaRec.Cli.Settings;

/// <summary>The settings of the methods that place items without training interactions.</summary>
internal static class NewItemSettings
{
    /// <summary>Of <see cref="ItemProjectorOptions"/>.</summary>
    public static IReadOnlyList<Setting> Projector { get; } =
    [
        Setting.Of<ItemProjectorOptions, ItemMap>(
            "map",
            "How an item's place is told from its text; auto takes what ranks known items best whose vectors are hidden.",
            o => o.Map,
            (o, value) => o with { Map = value }),
        Setting.Of<ItemProjectorOptions, int>(
            "neighbors",
            "Items with the most similar texts whose vectors are averaged, at least 1.",
            o => o.Neighbors,
            (o, value) => o with { Neighbors = value }),
        Setting.Of<ItemProjectorOptions, int>(
            "rare-interactions",
            "Items with so many training interactions and fewer lean on their texts, at least 0.",
            o => o.RareInteractions,
            (o, value) => o with { RareInteractions = value }),
        Setting.Of<ItemProjectorOptions, double?>(
            "share",
            "Places of new items in users' first 20 against their share of the catalogue, at least 0: 0 as trained, 1 their fair share; " +
            "auto chooses on the validation part.",
            o => o.Share,
            (o, value) => o with { Share = value },
            nullWord: "auto"),
    ];

    /// <summary>Of <see cref="NeighborMeanOptions"/>.</summary>
    public static IReadOnlyList<Setting> NeighborMean { get; } =
    [
        Setting.Of<NeighborMeanOptions, int>(
            "neighbors",
            "Items with the most similar texts whose vectors are averaged, at least 1.",
            o => o.Neighbors,
            (o, value) => o with { Neighbors = value }),
        Setting.Of<NeighborMeanOptions, double>(
            "power",
            "Power of the similarity that weighs each of them, at least 0; 0 weighs all the same.",
            o => o.Power,
            (o, value) => o with { Power = value }),
    ];

    /// <summary>Of <see cref="RidgeMapOptions"/>.</summary>
    public static IReadOnlyList<Setting> RidgeMap { get; } =
    [
        Setting.Of<RidgeMapOptions, double>(
            "penalty",
            "Weight of the map's squared length against the sum of squared errors, above 0.",
            o => o.Penalty,
            (o, value) => o with { Penalty = value }),
    ];

    /// <summary>Of <see cref="DropoutNetOptions"/>.</summary>
    public static IReadOnlyList<Setting> DropoutNet { get; } =
    [
        .. Training,
        Setting.Of<DropoutNetOptions, double>(
            "hidden-share",
            "Share of the items whose trained vectors a training step hides, above 0 and at most 1.",
            o => o.HiddenShare,
            (o, value) => o with { HiddenShare = value }),
        Setting.Of<DropoutNetOptions, int>(
            "first-width",
            "Width of the first hidden layer of both networks, at least 1.",
            o => o.FirstWidth,
            (o, value) => o with { FirstWidth = value }),
        Setting.Of<DropoutNetOptions, int>(
            "second-width",
            "Width of the second hidden layer of both networks, at least 1.",
            o => o.SecondWidth,
            (o, value) => o with { SecondWidth = value }),
    ];

    /// <summary>Of <see cref="ClcRecOptions"/>.</summary>
    public static IReadOnlyList<Setting> ClcRec { get; } =
    [
        .. Training,
        Setting.Of<ClcRecOptions, int>(
            "negatives",
            "Random items that a training step contrasts its interactions with, at least 1.",
            o => o.Negatives,
            (o, value) => o with { Negatives = value }),
        Setting.Of<ClcRecOptions, double>(
            "temperature", "Temperature of both contrasts, above 0.", o => o.Temperature, (o, value) => o with { Temperature = value }),
        Setting.Of<ClcRecOptions, double>(
            "content-weight",
            "Weight of the contrast of items with their texts, 0 to 1; that of users with items has the rest.",
            o => o.ContentWeight,
            (o, value) => o with { ContentWeight = value }),
        Setting.Of<ClcRecOptions, double>(
            "content-share",
            "Share of the items that the contrast of users with items takes from their texts, 0 to 1.",
            o => o.ContentShare,
            (o, value) => o with { ContentShare = value }),
        Setting.Of<ClcRecOptions, int>(
            "hidden-width",
            "Width of the hidden layer of the network that reads texts, at least 1.",
            o => o.HiddenWidth,
            (o, value) => o with { HiddenWidth = value }),
        Setting.Of<ClcRecOptions, bool>(
            "start-from-trained",
            "Whether vectors start from the trained ones, and not from random numbers.",
            o => o.StartFromTrained,
            (o, value) => o with { StartFromTrained = value }),
    ];

    /// <summary>Of <see cref="AldiOptions"/>.</summary>
    public static IReadOnlyList<Setting> Aldi { get; } =
    [
        .. Training,
        Setting.Of<AldiOptions, double>(
            "ranking-weight",
            "Weight of the distance between the rankings of the recommender and the network, at least 0.",
            o => o.RankingWeight,
            (o, value) => o with { RankingWeight = value }),
        Setting.Of<AldiOptions, double>(
            "identification-weight",
            "Weight of the distance between how both tell items apart, at least 0.",
            o => o.IdentificationWeight,
            (o, value) => o with { IdentificationWeight = value }),
        Setting.Of<AldiOptions, double>(
            "rating-weight",
            "Weight of the distance between the scores of both, at least 0.",
            o => o.RatingWeight,
            (o, value) => o with { RatingWeight = value }),
        Setting.Of<AldiOptions, int>(
            "hidden-width",
            "Width of the hidden layer of the network, at least 1.",
            o => o.HiddenWidth,
            (o, value) => o with { HiddenWidth = value }),
        Setting.Of<AldiOptions, bool>(
            "map-users",
            "Whether users have a network of their own for the scores of new items.",
            o => o.MapUsers,
            (o, value) => o with { MapUsers = value }),
    ];

    // Of NewItemTrainingOptions; a property, for the lists above are made before any field below them.
    private static Setting[] Training =>
    [
        Setting.Of<NewItemTrainingOptions, int>(
            "epochs",
            "Most passes of the method's own training over the training interactions, at least 1.",
            o => o.Epochs,
            (o, value) => o with { Epochs = value }),
        Setting.Of<NewItemTrainingOptions, int>(
            "patience",
            "It stops after this many epochs without a better recall@20 of the validation part's new items; at least 1.",
            o => o.Patience,
            (o, value) => o with { Patience = value }),
        Setting.Of<NewItemTrainingOptions, int>(
            "batch-size", "Interactions in one of its steps, at least 1.", o => o.BatchSize, (o, value) => o with { BatchSize = value }),
        Setting.Of<NewItemTrainingOptions, double>(
            "learning-rate", "Its step size, above 0.", o => o.LearningRate, (o, value) => o with { LearningRate = value }),
    ];
}
