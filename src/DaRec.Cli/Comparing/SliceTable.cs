using System.Text.Json.Nodes;
using DaRec.Cli.Output;

namespace DaRec.Cli.Comparing;

/// <summary>The methods of one recommender, a row for each in the tail, middle and head of items and of users.</summary>
internal static class SliceTable
{
    private const string Nothing = "–";

    /// <summary>The titles.</summary>
    public static IReadOnlyList<string> Columns { get; } =
        ["Third, method", $"Recall@{PartMetrics.SliceCutoff}", $"NDCG@{PartMetrics.SliceCutoff}"];

    /// <summary>A row for each third and method.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(Comparison comparison, IEnumerable<ComparedMethod> methods) =>
        from third in ThirdMetric.All.GroupBy(metric => (metric.Of, metric.Third))
        from method in methods
        let metrics = third.ToDictionary(metric => metric.Key)
        select (IReadOnlyList<string>)
        [
            $"{third.Key.Third} {third.Key.Of}, {method.Title}",
            Cell(method, comparison.FirstBefore(method), metrics[Metric.Recall20.Key]),
            metrics.TryGetValue(Metric.Ndcg20.Key, out var ndcg) ? Cell(method, comparison.FirstBefore(method), ndcg) : Nothing,
        ];

    /// <summary>What the columns say, with the thirds' limits; empty where no run has any.</summary>
    public static string Legend(Comparison comparison)
    {
        var slices = comparison.Methods.SelectMany(method => method.Runs.Values)
            .Select(run => run.Json[SlicesJson.Key])
            .FirstOrDefault(); // all runs see the same data
        return slices is null
            ? ""
            : $"Thirds of all items and of all users by training interactions: {Limits(slices, SlicesJson.Items)}; " +
              $"{Limits(slices, SlicesJson.Users)}. Means over seeds; those of " +
              "items count only test items of the third. In brackets, the gain over the recommender's first method with the same seeds.";
    }

    private static string Limits(JsonNode slices, string of) => string.Join(", ", ThirdMetric.All
        .Where(metric => metric.Of == of && metric.Key == Metric.Recall20.Key)
        .Select(metric => (metric.ThirdKey, Slice: slices[of]![metric.ThirdKey]!))
        .Select(third => $"{third.ThirdKey} {of} have {third.Slice["fewest"]} to {third.Slice["most"]} ({third.Slice["count"]} of them)"));

    private static string Cell(ComparedMethod method, ComparedMethod? first, ThirdMetric metric)
    {
        if (method.Of(metric) is not { } sample)
        {
            return Nothing;
        }

        var mean = Tables.Number(sample.Mean);
        return first is not null && method.GainOver(first, metric).Percent is { } percent
            ? $"{mean} ({ComparisonTable.Percent(percent)})"
            : mean;
    }
}
