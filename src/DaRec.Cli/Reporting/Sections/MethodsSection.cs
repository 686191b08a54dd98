using DaRec.Cli.Comparing;
using DaRec.Cli.Reporting.Charts;
using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>All methods of a comparison with their intervals, and what each seed came to.</summary>
internal sealed class MethodsSection(ComparedFolder folder) : IReportSection
{
    public string Id => "methods";

    public string Title => "All methods";

    public bool HasContent => folder.Comparison.Methods.Count > 0;

    public void Write(HtmlWriter html)
    {
        ComparedMethod[] methods = [.. folder.Comparison.Methods.OrderByDescending(method => method.Of(Metric.Recall20).Mean)];
        var table = new HtmlTable(
            "On the test part: mean ± standard deviation over seeds. Gains are over the recommender alone from the same seeds; intervals over " +
            "users are of a paired bootstrap, those over seeds of a paired t-test.",
            [
                ("Method", false), ("Seeds", true),
                .. Metric.Headline.SelectMany(metric => new[] { (metric.Title, true), ($"{metric.Label} gain", true) }),
                ("95 % over users", true), ("95 % over seeds", true),
            ]);
        foreach (var method in methods)
        {
            var pair = folder.Comparison.AloneOf(method) is { } alone ? MethodPair.Of(method, alone) : null;
            table.Add(
            [
                (method.Title, null),
                ($"{method.Runs.Count}", method.Runs.Count),
                .. Metric.Headline.SelectMany(metric => Cells(method, metric, metric == Metric.Recall20 ? pair?.Recall : pair?.Ndcg)),
                (pair?.Recall.OverUsers is { } users ? Figures.Range(users) : "–", pair?.Recall.OverUsers?.Low),
                (pair?.Recall.OverSeeds is { } seeds ? Figures.Range(seeds) : "–", pair?.Recall.OverSeeds?.Low),
            ]);
        }

        table.Write(html);
        Drawing.Figure(
            html,
            "Recall@20 on the test part: the mean, and a small dot for each seed.",
            () => new IntervalChart("Recall@20 of each method and seed", "", [.. methods.Select(Row)]) { HasZero = false }.Write(html));
    }

    private static (string, double?)[] Cells(ComparedMethod method, Metric metric, MetricGain? gain) =>
    [
        (ComparisonTable.Text(method.Of(metric)), method.Of(metric).Mean),
        (gain is null ? "–" : Figures.Gain(gain.Percent), gain?.Percent),
    ];

    private static IntervalRow Row(ComparedMethod method) => new(
        method.Title, Figures.Metric(method.Of(Metric.Recall20).Mean), method.Of(Metric.Recall20).Mean, null, null)
    {
        Kind = method.IsAlone ? "before" : "after",
        Parts = [.. method.Runs.Values.Select(run => run.Test(Metric.Recall20.Key, Metric.Recall20.Cutoff))],
    };
}
