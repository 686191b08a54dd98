namespace DaRec.Recommenders.Evaluation;

/// <summary>Recall and NDCG of each user who has test items.</summary>
/// <remarks>
/// It tells who gains, and lets two rankings be compared user by user. Where only means are asked for, <see cref="RankingMetrics"/> is
/// smaller.
/// </remarks>
public sealed class UserMetrics
{
    /// <summary>The numbers of the users who have test items, ascending.</summary>
    public required IReadOnlyList<int> Users { get; init; }

    /// <summary>Recall at each k: a value in [0, 1] for each user of <see cref="Users"/>, in its order.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<double>> Recall { get; init; }

    /// <summary>NDCG at each k: a value in [0, 1] for each user of <see cref="Users"/>, in its order.</summary>
    public required IReadOnlyDictionary<int, IReadOnlyList<double>> Ndcg { get; init; }

    /// <summary>The means over the users: what <see cref="RankingEvaluator.Evaluate(Rankers.IItemScores)"/> gives; 0 where there is no user.</summary>
    public RankingMetrics Mean() => new() { Users = Users.Count, Recall = Means(Recall), Ndcg = Means(Ndcg) };

    /// <summary>As <see cref="Mean()"/>, with standard errors where the users are a sample.</summary>
    /// <param name="sampledFrom">How many users they were drawn from; null where they are all.</param>
    internal RankingMetrics Mean(int? sampledFrom) => sampledFrom is null ? Mean() : new()
    {
        Users = Users.Count,
        SampledFrom = sampledFrom,
        Recall = Means(Recall),
        Ndcg = Means(Ndcg),
        RecallErrors = Errors(Recall, sampledFrom.Value),
        NdcgErrors = Errors(Ndcg, sampledFrom.Value),
    };

    // s / √n · √(1 − n/N): without replacement, a sample of everybody has none.
    private static Dictionary<int, double> Errors(IReadOnlyDictionary<int, IReadOnlyList<double>> values, int from) => values.ToDictionary(
        pair => pair.Key,
        pair =>
        {
            var (n, mean) = (pair.Value.Count, pair.Value.Count == 0 ? 0 : pair.Value.Average());
            var squares = pair.Value.Sum(value => (value - mean) * (value - mean));
            return n < 2 ? 0 : Math.Sqrt(squares / (n - 1) / n * (1 - ((double)n / from)));
        });

    private static Dictionary<int, double> Means(IReadOnlyDictionary<int, IReadOnlyList<double>> values) =>
        values.ToDictionary(pair => pair.Key, pair => pair.Value.Count == 0 ? 0 : pair.Value.Sum() / pair.Value.Count);
}
