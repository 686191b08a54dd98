namespace DaRec.Recommenders.Evaluation;

/// <summary>Recall and NDCG of three rankings: of cold items, of warm items and of all.</summary>
public sealed class ColdStartMetrics
{
    /// <summary>The ranking of the part's cold items; null where the part has none.</summary>
    public required RankingMetrics? Cold { get; init; }

    /// <summary>The ranking of the warm items; null where the part has none.</summary>
    public required RankingMetrics? Warm { get; init; }

    /// <summary>The ranking of all items; null where the part has no interaction.</summary>
    public required RankingMetrics? Overall { get; init; }

    /// <summary>The three rankings, a line for each.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine, $"Cold: {Line(Cold)}", $"Warm: {Line(Warm)}", $"Overall: {Line(Overall)}");

    private static string Line(RankingMetrics? metrics) => metrics?.ToString() ?? "none";
}
