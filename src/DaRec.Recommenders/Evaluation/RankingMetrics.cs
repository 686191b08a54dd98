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

    /// <summary>Number of users that <see cref="Users"/> were drawn from at random; null where they are all.</summary>
    public int? SampledFrom { get; init; }

    /// <summary>Standard error of the recall at each k as an estimate of all users' recall; empty where all are measured.</summary>
    public IReadOnlyDictionary<int, double> RecallErrors { get; init; } = new Dictionary<int, double>();

    /// <summary>Standard error of the NDCG at each k as an estimate of all users' NDCG; empty where all are measured.</summary>
    public IReadOnlyDictionary<int, double> NdcgErrors { get; init; } = new Dictionary<int, double>();

    /// <summary>All figures on one line, such as "100 users: Recall@5 0.1234, Recall@10 0.2345, NDCG@5 0.1234, NDCG@10 0.1345".</summary>
    public override string ToString() =>
        $"{Users}{(SampledFrom is { } all ? $" of {all}" : "")} users: "
        + string.Join(", ", [.. Figures("Recall", Recall, RecallErrors), .. Figures("NDCG", Ndcg, NdcgErrors)]);

    private static IEnumerable<string> Figures(string name, IReadOnlyDictionary<int, double> values, IReadOnlyDictionary<int, double> errors) =>
        from pair in values
        orderby pair.Key
        let error = errors.TryGetValue(pair.Key, out var one) ? string.Create(CultureInfo.InvariantCulture, $" ± {one:0.0000}") : ""
        select string.Create(CultureInfo.InvariantCulture, $"{name}@{pair.Key} {pair.Value:0.0000}{error}");
}
