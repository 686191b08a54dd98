namespace DaRec.Alignment;

/// <summary>What a setting needs.</summary>
internal static class Needs
{
    /// <summary>Whether a term compares the collaborative side's parts.</summary>
    public static bool Collaborative(DaRecOptions options) =>
        BothSides(options) || options.GlobalStructure?.Input == GlobalStructureInput.SharedParts;

    /// <summary>Whether a term compares the language side's parts.</summary>
    public static bool Language(DaRecOptions options) =>
        BothSides(options) || options.GlobalStructure is FrobeniusOptions { Input: GlobalStructureInput.SharedParts };

    /// <summary>Whether a term or the ranking uses the collaborative head.</summary>
    public static bool CollaborativeHead(DaRecOptions options) =>
        Collaborative(options) || options.Ranking.Mode is RankingMode.ConcatenatedHeads or RankingMode.SummedHeads;

    /// <summary>Whether a term or the ranking uses the language head.</summary>
    public static bool LanguageHead(DaRecOptions options) =>
        Language(options) || options.Ranking.Mode == RankingMode.InjectedTexts;

    /// <summary>Whether λ or the ranking uses what the texts say about the interactions.</summary>
    public static bool Evidence(DaRecOptions options) =>
        options.Strength.ReferenceDensity is not null || options.Ranking.TextScoreWeight > 0;

    /// <summary>Throws where texts are to be added to id embeddings of another width than the heads'.</summary>
    public static void EnsureInjectable(DaRecOptions options, int idWidth)
    {
        if (options.Ranking.Mode == RankingMode.InjectedTexts && options.Heads.Width != idWidth)
        {
            throw new ArgumentException(
                $"Expected heads of width {idWidth}, that of the id embeddings, to inject texts, got {options.Heads.Width}; set "
                + $"{nameof(HeadOptions)}.{nameof(HeadOptions.Width)}.",
                nameof(options));
        }
    }

    private static bool BothSides(DaRecOptions options) =>
        options.Orthogonality is not null || options.Uniformity is not null || options.LocalStructure is not null;
}
