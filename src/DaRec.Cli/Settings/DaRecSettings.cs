namespace DaRec.Cli.Settings;

/// <summary>The settings of <see cref="DaRecOptions"/>, but for those of its terms.</summary>
internal static class DaRecSettings
{
    /// <summary>All, in the help's order.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Setting.Of<DaRecOptions, long?>(
            "sample-size",
            "Rows that the terms of a training step compare, at least 2; all takes every row.",
            o => o.Sampling.Size,
            (o, value) => o with { Sampling = o.Sampling with { Size = value } },
            nullWord: "all"),
        Setting.Of<DaRecOptions, RowSource?>(
            "sample-from",
            "Where these rows are drawn from; auto takes items if items have texts, otherwise users.",
            o => o.Sampling.From,
            (o, value) => o with { Sampling = o.Sampling with { From = value } },
            nullWord: "auto"),
        Setting.Of<DaRecOptions, double>(
            "alignment-weight",
            "Weight λ of all terms together against the recommender's loss, at least 0; at 0 nothing is aligned.",
            o => o.Strength.Weight,
            (o, value) => o with { Strength = o.Strength with { Weight = value } }),
        Setting.Of<DaRecOptions, double?>(
            "reference-density",
            "Mean interactions of an item at which λ is as typed, above 0. It is up to twice as large where items have fewer, and " +
            "smaller where they have more or texts carry little information; none leaves it as typed everywhere.",
            o => o.Strength.ReferenceDensity,
            (o, value) => o with { Strength = o.Strength with { ReferenceDensity = value } },
            nullWord: "none"),
        Setting.Of<DaRecOptions, int>(
            "align-every",
            "The terms are computed once in this many training steps, and count as many times as much; at least 1.",
            o => o.Strength.Every,
            (o, value) => o with { Strength = o.Strength with { Every = value } }),
        Setting.Of<DaRecOptions, RankingMode>(
            "ranking",
            "What is ranked: the recommender's embeddings, both parts that the heads make, or embeddings with texts added to the " +
            "recommender's input.",
            o => o.Ranking.Mode,
            (o, value) => o with { Ranking = o.Ranking with { Mode = value } }),
        Setting.Of<DaRecOptions, double>(
            "text-score-weight",
            "Weight w of the score that the texts alone give an item, at least 0: a log-odds of 1 adds w standard deviations of the " +
            "user's scores; 0 adds nothing.",
            o => o.Ranking.TextScoreWeight,
            (o, value) => o with { Ranking = o.Ranking with { TextScoreWeight = value } }),
        .. TermSettings.All,
        .. HeadSettings.All,
        Setting.Of<DaRecOptions, LossKernel>(
            "kernel",
            "How the terms over all pairs of rows are computed: as written (dense), or faster with the same result.",
            o => o.Kernel,
            (o, value) => o with { Kernel = value }),
    ];
}
