using DaRec.Recommenders.Data;

namespace DaRec.Cli.Settings;

/// <summary>The settings of <see cref="SyntheticOptions"/>.</summary>
internal static class SyntheticSettings
{
    /// <summary>All, in the help's order.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of<SyntheticOptions, int>(
            "user-count", "Users, at least 2.", o => o.UserCount, (o, value) => o with { UserCount = value }),
        Setting.Of<SyntheticOptions, int>(
            "item-count", "Items, at least 2.", o => o.ItemCount, (o, value) => o with { ItemCount = value }),
        Setting.Of<SyntheticOptions, int>(
            "shared-factors",
            "Factors that the interactions follow and the texts describe, at least 1.",
            o => o.SharedFactors,
            (o, value) => o with { SharedFactors = value }),
        Setting.Of<SyntheticOptions, int>(
            "collaborative-factors",
            "Factors that the interactions follow and no text describes, at least 0.",
            o => o.CollaborativeFactors,
            (o, value) => o with { CollaborativeFactors = value }),
        Setting.Of<SyntheticOptions, int>(
            "text-factors",
            "Factors that the texts describe and the interactions do not follow, at least 0.",
            o => o.TextFactors,
            (o, value) => o with { TextFactors = value }),
        Setting.Of<SyntheticOptions, int>(
            "text-width", "Width of the text embeddings, at least 1.", o => o.TextWidth, (o, value) => o with { TextWidth = value }),
        Setting.Of<SyntheticOptions, int>(
            "interactions-per-user",
            "Mean interactions of a user in all three parts together, at least 5; a few users have many more.",
            o => o.InteractionsPerUser,
            (o, value) => o with { InteractionsPerUser = value }),
        Setting.Of<SyntheticOptions, double>(
            "taste-strength",
            "How strongly taste decides which items a user takes, at least 0; at 0 only the items' popularity decides.",
            o => o.TasteStrength,
            (o, value) => o with { TasteStrength = value }),
        Setting.Of<SyntheticOptions, double>(
            "popularity-spread",
            "Standard deviation of the logarithm of the items' popularity, at least 0; larger makes a longer tail.",
            o => o.PopularitySpread,
            (o, value) => o with { PopularitySpread = value }),
        Setting.Of<SyntheticOptions, double>(
            "text-noise",
            "Standard deviation of the noise in each text embedding, relative to its meaningful part, at least 0.",
            o => o.TextNoise,
            (o, value) => o with { TextNoise = value }),
    ];
}
