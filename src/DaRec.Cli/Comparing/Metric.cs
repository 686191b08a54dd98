namespace DaRec.Cli.Comparing;

/// <summary>A metric on the test part, as it is called in files and in text.</summary>
/// <param name="Key">Its key in JSON.</param>
/// <param name="Label">Its name without cutoff.</param>
/// <param name="Cutoff">Its k.</param>
internal sealed record Metric(string Key, string Label, int Cutoff)
{
    /// <summary>Recall at 20, the one that training stops by and the plot shows.</summary>
    public static readonly Metric Recall20 = new("recall", "Recall", 20);

    /// <summary>NDCG at 20.</summary>
    public static readonly Metric Ndcg20 = new("ndcg", "NDCG", 20);

    /// <summary>All, in the order of tables.</summary>
    public static IReadOnlyList<Metric> All { get; } =
    [
        new("recall", "Recall", 5), new("recall", "Recall", 10), Recall20,
        new("ndcg", "NDCG", 5), new("ndcg", "NDCG", 10), Ndcg20,
    ];

    /// <summary>Those whose gain over the recommender alone is told.</summary>
    public static IReadOnlyList<Metric> Headline { get; } = [Recall20, Ndcg20];

    /// <summary>Name and cutoff.</summary>
    public string Title => $"{Label}@{Cutoff}";
}
