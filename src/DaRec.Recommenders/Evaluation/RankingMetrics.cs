namespace DaRec.Recommenders.Evaluation;

/// <summary>Means over the users who have test items.</summary>
/// <param name="Users">How many users that is.</param>
/// <param name="Recall">Recall at each k: the share of a user's test items among the k best.</param>
/// <param name="Ndcg">NDCG at each k: discounted gain over that of the ideal list of min(k, test items).</param>
public sealed record RankingMetrics(
    int Users, IReadOnlyDictionary<int, double> Recall, IReadOnlyDictionary<int, double> Ndcg);
