namespace DaRec.Cli.Settings;

/// <summary>The settings of <see cref="HeadOptions"/>.</summary>
internal static class HeadSettings
{
    /// <summary>All, in the help's order.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        OfHeads(
            "shared-width",
            "Width of the shared and of the specific part that the heads make, at least 1.",
            heads => heads.Width,
            (heads, value) => heads with { Width = value }),
        OfHeads(
            "collaborative-head",
            "How the recommender's head makes the shared part; residual and identity need its embeddings to be as wide as --shared-width.",
            heads => heads.Collaborative.Shape,
            (heads, value) => heads with { Collaborative = heads.Collaborative with { Shape = value } }),
        OfHeads(
            "language-head",
            "How the texts' head makes the shared part; residual and identity need texts as wide as --shared-width.",
            heads => heads.Language.Shape,
            (heads, value) => heads with { Language = heads.Language with { Shape = value } }),
        OfHeads(
            "collaborative-hidden-widths",
            "Widths of the hidden layers of the recommender's head, each at least 1; none makes it linear, auto makes one layer.",
            heads => heads.Collaborative.HiddenWidths,
            (heads, value) => heads with { Collaborative = heads.Collaborative with { HiddenWidths = value } },
            nullWord: "auto"),
        OfHeads(
            "language-hidden-widths",
            "Widths of the hidden layers of the texts' head, each at least 1; none makes it linear, auto makes one layer.",
            heads => heads.Language.HiddenWidths,
            (heads, value) => heads with { Language = heads.Language with { HiddenWidths = value } },
            nullWord: "auto"),
        OfHeads(
            "activation",
            "The non-linearity after each hidden layer of both heads.",
            heads => heads.Activation,
            (heads, value) => heads with { Activation = value }),
    ];

    private static Setting OfHeads<T>(
        string name, string help, Func<HeadOptions, T> get, Func<HeadOptions, T, HeadOptions> with, string? nullWord = null) =>
        Setting.Of<DaRecOptions, T>(name, help, o => get(o.Heads), (o, value) => o with { Heads = with(o.Heads, value) }, nullWord);
}
