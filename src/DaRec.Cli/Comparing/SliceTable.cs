using System.Text.Json.Nodes;
using DaRec.Cli.Output;

namespace DaRec.Cli.Comparing;

/// <summary>The methods of one recommender in columns for tail, middle and head items and users.</summary>
internal static class SliceTable
{
    private const string Nothing = "–";

    /// <summary>The titles.</summary>
    public static IReadOnlyList<string> Columns { get; } = ["Method", .. ThirdMetric.All.Select(metric => metric.Title)];

    /// <summary>A row for each method.</summary>
    public static IEnumerable<IReadOnlyList<string>> Rows(Comparison comparison, IEnumerable<ComparedMethod> methods) =>
        methods.Select(method => (IReadOnlyList<string>)
        [
            method.Title,
            .. ThirdMetric.All.Select(metric => Cell(method, comparison.FirstBefore(method), metric)),
        ]);

    /// <summary>What the columns say, with the thirds' limits; empty where no run has any.</summary>
    public static string Legend(Comparison comparison)
    {
        var slices = comparison.Methods.SelectMany(method => method.Runs.Values)
            .Select(run => run.Json[SlicesJson.Key])
            .FirstOrDefault(); // all runs see the same data
        return slices is null
            ? ""
            : $"Thirds of all items and of all users by training interactions: {Limits(slices, SlicesJson.Items)}; " +
              $"{Limits(slices, SlicesJson.Users)}. Mean Recall@{PartMetrics.SliceCutoff} over seeds, or what the title says; that of " +
              "items counts only test items of the third. In brackets, the gain over the recommender's first method with the same seeds.";
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
