using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Cli.Comparing;

/// <summary>A metric over a third of the items or of the users, as it is called in files and in text.</summary>
/// <param name="Of">Items or users, their key in <see cref="SlicesJson"/>.</param>
/// <param name="Third">Which third.</param>
/// <param name="Key">The metric's key there.</param>
/// <param name="Label">The metric's name without cutoff.</param>
internal sealed record ThirdMetric(string Of, PopularityThird Third, string Key, string Label)
{
    /// <summary>All, in the order of tables.</summary>
    public static IReadOnlyList<ThirdMetric> All { get; } =
    [
        .. Thirds(SlicesJson.Items, Metric.Recall20),
        .. Thirds(SlicesJson.Users, Metric.Recall20),
        .. Thirds(SlicesJson.Users, Metric.Ndcg20),
    ];

    /// <summary>The third's key in <see cref="SlicesJson"/>.</summary>
    public string ThirdKey => Names.Of(Third);

    private static IEnumerable<ThirdMetric> Thirds(string of, Metric metric) =>
        Enum.GetValues<PopularityThird>().Select(third => new ThirdMetric(of, third, metric.Key, metric.Label));
}
