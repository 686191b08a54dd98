namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>What the terms have done, and what they do to the ranking, after some epochs.</summary>
/// <param name="GlobalStructure">L_glo.</param>
/// <param name="LocalStructure">L_loc.</param>
/// <param name="Collaborative">The spread of E_sh^C.</param>
/// <param name="Language">The spread of E_sh^L.</param>
/// <param name="Agreement">Of E_sh^C with E_sh^L, see <see cref="Diagnostics.TableSimilarity.StructureAgreement"/>.</param>
/// <param name="GradientShare">‖∂ λ L / ∂ ids‖ over ‖∂ L_base / ∂ ids‖, for a step on average.</param>
/// <param name="ScoreChange">What scores change by where E^C moves along the alignment's gradient, relative to each other.</param>
/// <param name="RankingScoreChange">The same along the gradient of the ranking loss.</param>
internal sealed record CollapseLook(
    double GlobalStructure,
    double LocalStructure,
    CollapseLook.Spread Collaborative,
    CollapseLook.Spread Language,
    double Agreement,
    double GradientShare,
    double ScoreChange,
    double RankingScoreChange)
{
    /// <summary>How far shared parts are from being all the same.</summary>
    /// <param name="MeanCosine">1 where all rows are the same.</param>
    /// <param name="EffectiveRank">Directions that rows differ in.</param>
    /// <param name="LargestCluster">1/K where clusters are even, 1 where one has all rows.</param>
    public sealed record Spread(double MeanCosine, double EffectiveRank, double LargestCluster);
}
