using DaRec.Cli.Comparing;
using DaRec.Cli.Reporting.Charts;
using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>Who gains in a comparison: thirds of users and items.</summary>
internal sealed class ComparedThirdsSection(ComparedFolder folder) : IReportSection
{
    private readonly ThirdGain[] _gains = folder.Texts is { } pair ? [.. ThirdGain.All(pair)] : [];

    public string Id => "whom";

    public string Title => "For whom";

    public bool HasContent => folder.Comparison.Methods.Any(method => ThirdMetric.All.Any(metric => method.Of(metric) is not null));

    public void Write(HtmlWriter html)
    {
        html.Paragraph(
            "Users and items are sorted by how much training saw of them and cut into thirds. Texts matter most where there is little else to go by.");
        html.Element("div", () => Charts(html), ("class", "row"));
        Table(html);
    }

    private void Charts(HtmlWriter html)
    {
        foreach (var thirds in _gains.GroupBy(gain => gain.Of))
        {
            Drawing.Figure(
                html,
                $"Difference in Recall@20 between {folder.Texts!.First.Title} and {folder.Texts.Second.Title} in percentage points, for thirds of the " +
                $"{thirds.Key}: the mean, each seed, and the 95 % interval over seeds.",
                () => new IntervalChart($"Difference in Recall@20 for thirds of the {thirds.Key}", "", [.. thirds.Select(Row)]).Write(html));
        }
    }

    private void Table(HtmlWriter html)
    {
        var table = new HtmlTable(
            "Recall@20 of every method by thirds, the mean over seeds. For items, only a user's test items of the third count.",
            [("Method", false), .. ThirdMetric.All.Where(IsRecall).Select(metric => ($"{metric.Third} {metric.Of}", true))]);
        foreach (var method in folder.Comparison.Methods)
        {
            table.Add(
            [
                (method.Title, null),
                .. ThirdMetric.All.Where(IsRecall).Select(metric => method.Of(metric) is { } sample
                    ? (Figures.Metric(sample.Mean), (double?)sample.Mean)
                    : ("–", null)),
            ]);
        }

        table.Write(html);
        html.Paragraph("Tail, middle, head: the thirds with the fewest, with more, and with the most training interactions.", "quiet");
    }

    private static bool IsRecall(ThirdMetric metric) => metric.Key == Metric.Recall20.Key;

    private static IntervalRow Row(ThirdGain gain) => new(
        gain.Text,
        $"{Figures.Share(gain.Before)} → {Figures.Share(gain.After)} ({Figures.Brief(gain.Percent)})",
        100 * (gain.After - gain.Before),
        100 * gain.Range?.Low,
        100 * gain.Range?.High)
    {
        Parts = [.. gain.Parts.Select(part => 100 * part)],
    };
}
