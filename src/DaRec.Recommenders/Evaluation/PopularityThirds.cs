namespace DaRec.Recommenders.Evaluation;

/// <summary>The <see cref="PopularityThird"/> of each item, or of each user.</summary>
internal sealed class PopularityThirds
{
    private readonly PopularityThird[] _thirds;
    private readonly (int Count, int Fewest, int Most)[] _sizes = new (int, int, int)[All.Count];

    /// <summary>Cuts numbers of training interactions into thirds.</summary>
    /// <param name="degrees">Element i for item or user i.</param>
    public PopularityThirds(IReadOnlyList<int> degrees)
    {
        _thirds = new PopularityThird[degrees.Count];
        foreach (var (place, number) in Enumerable.Range(0, degrees.Count).OrderBy(number => degrees[number]).Index()) // stable
        {
            var third = (int)(3L * place / degrees.Count);
            var (count, fewest, _) = _sizes[third];
            _thirds[number] = (PopularityThird)third;
            _sizes[third] = (count + 1, count == 0 ? degrees[number] : fewest, degrees[number]);
        }
    }

    /// <summary>All thirds, in order.</summary>
    public static IReadOnlyList<PopularityThird> All { get; } = [PopularityThird.Tail, PopularityThird.Middle, PopularityThird.Head];

    /// <summary>That of item or user <paramref name="number"/>.</summary>
    public PopularityThird this[int number] => _thirds[number];

    /// <summary>Means of values over users, as the metrics of a third.</summary>
    /// <param name="third">The third.</param>
    /// <param name="recall">A value for each user that counts.</param>
    /// <param name="ndcg">Likewise; empty where there is none.</param>
    public SliceMetrics Metrics(PopularityThird third, IReadOnlyList<double> recall, IReadOnlyList<double> ndcg)
    {
        var (count, fewest, most) = _sizes[(int)third];
        return new SliceMetrics
        {
            Third = third,
            Count = count,
            Fewest = fewest,
            Most = most,
            Users = recall.Count,
            Recall = Mean(recall),
            Ndcg = Mean(ndcg),
        };

        static double? Mean(IReadOnlyList<double> values) => values.Count == 0 ? null : values.Average();
    }
}
