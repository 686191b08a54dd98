using System.Globalization;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Recall and NDCG, each the mean over the users who have test items.</summary>
public sealed class RankingMetrics
{
    /// <summary>Number of users that the means are over.</summary>
    public required int Users { get; init; }

    /// <summary>Recall at each k, in [0, 1]: the share of a user's test items among the k best items.</summary>
    public required IReadOnlyDictionary<int, double> Recall { get; init; }

    /// <summary>NDCG at each k, in [0, 1]: discounted gain of the k best items over that of the best possible order.</summary>
    public required IReadOnlyDictionary<int, double> Ndcg { get; init; }

    /// <summary>All figures on one line, such as "100 users: Recall@5 0.1234, Recall@10 0.2345, NDCG@5 0.1234, NDCG@10 0.1345".</summary>
    public override string ToString() =>
        $"{Users} users: {string.Join(", ", [.. Figures("Recall", Recall), .. Figures("NDCG", Ndcg)])}";

    private static IEnumerable<string> Figures(string name, IReadOnlyDictionary<int, double> values) =>
        from pair in values
        orderby pair.Key
        select string.Create(CultureInfo.InvariantCulture, $"{name}@{pair.Key} {pair.Value:0.0000}");
}
