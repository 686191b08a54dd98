namespace DaRec.Recommenders.Evaluation;

/// <summary>Recall for tail, middle and head items, and recall and NDCG for tail, middle and head users.</summary>
public sealed class PopularityMetrics
{
    /// <summary>k, the number of ranked items that count.</summary>
    public required int Cutoff { get; init; }

    /// <summary>
    /// Recall over the test items of each third of the items, in the order of <see cref="PopularityThird"/>; without NDCG.
    /// </summary>
    public required IReadOnlyList<SliceMetrics> Items { get; init; }

    /// <summary>Recall and NDCG of each third of the users, in the order of <see cref="PopularityThird"/>.</summary>
    public required IReadOnlyList<SliceMetrics> Users { get; init; }

    /// <summary>All figures, a line for each third.</summary>
    public override string ToString() => string.Join(
        Environment.NewLine,
        [.. Items.Select(slice => $"Items at {Cutoff}, {slice}"), .. Users.Select(slice => $"Users at {Cutoff}, {slice}")]);
}
