using DaRec.Cli.Reporting.Charts;
using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>Who gains: thirds of users and items by their training interactions.</summary>
internal sealed class ThirdsSection(RunFindings findings) : IReportSection
{
    public string Id => "whom";

    public string Title => "For whom";

    public bool HasContent => findings.Thirds.Count > 0;

    public void Write(HtmlWriter html)
    {
        html.Paragraph(
            "Users and items are sorted by how much training saw of them and cut into thirds. Texts matter most where there is little else to go by.");
        html.Element("div", () => Charts(html), ("class", "row"));
        Table(html);
    }

    private void Charts(HtmlWriter html)
    {
        foreach (var of in new[] { "users", "items" })
        {
            IntervalRow[] rows = [.. findings.Thirds.Where(third => third.Of == of).Select(Row).OfType<IntervalRow>()];
            if (rows.Length > 0)
            {
                Drawing.Figure(
                    html,
                    $"Difference in Recall@20 between before and after, in percentage points, for thirds of the {of}, with 95 % intervals.",
                    () => new IntervalChart($"Difference in Recall@20 for thirds of the {of}", "", rows).Write(html));
            }
        }
    }

    private void Table(HtmlWriter html)
    {
        var table = new HtmlTable(
            "Recall@20 by thirds. For items, only a user's test items of the third count.",
            ("Third", false), ("Size", true), ("Before", true), ("After", true), ("Gain", true), ("95 % interval", true));
        foreach (var third in findings.Thirds)
        {
            var recall = third.Recall;
            table.Add(
                (third.Text, null),
                (Figures.Count(third.Count), third.Count),
                (recall.Before is { } before ? Figures.Metric(before) : "–", recall.Before),
                (Figures.Metric(recall.After), recall.After),
                (recall.Percent is { } percent ? Figures.Gain(percent) : "–", recall.Percent),
                (recall.Range is { } range ? Figures.Range(range) : "–", recall.Range?.Low));
        }

        table.Write(html);
    }

    private static IntervalRow? Row(GroupGain third) => third.Recall is { Before: { } before, After: var after, Difference: { } difference } recall
        ? new IntervalRow(
            third.Text,
            $"{Figures.Share(before)} → {Figures.Share(after)}{(recall.Percent is { } percent ? $" ({Figures.Brief(percent)})" : "")}",
            100 * (after - before),
            100 * difference.Low,
            100 * difference.High)
        : null;
}
