using DaRec.Cli.Reporting.Findings;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>The metrics with their intervals.</summary>
internal sealed class FiguresSection(RunFindings findings) : IReportSection
{
    public string Id => "figures";

    public string Title => "By how much, and how sure";

    public bool HasContent => findings.Recall is not null;

    public void Write(HtmlWriter html)
    {
        var table = new HtmlTable(
            "Means over users of the test part. Recall@20: the share of what a user took that is among the first 20 suggestions. NDCG@20: the " +
            "same, with more credit for higher places.",
            ("Metric", false), ("Before", true), ("After", true), ("Gain", true), ("95 % interval", true), ("p", true), ("Users", true));
        foreach (var gain in new[] { findings.Recall, findings.Ndcg }.OfType<PairedGain>())
        {
            table.Add(
                (gain.Name, null),
                (gain.Before is { } before ? Figures.Metric(before) : "–", gain.Before),
                (Figures.Metric(gain.After), gain.After),
                (gain.Percent is { } percent ? Figures.Gain(percent) : "–", gain.Percent),
                (gain.Range is { } range ? Figures.Range(range) : "–", gain.Range?.Low),
                (gain.Difference?.Probability is { } p ? Comparing.ComparisonTable.Probability(p) : "–", gain.Difference?.Probability),
                (Figures.Count(gain.Users), gain.Users));
        }

        table.Write(html);
        html.Paragraph(
            "Intervals are those of a paired bootstrap: users of the test part are drawn again and again, each with both of their figures, and " +
            "the interval holds 95 % of the mean differences.",
            "quiet");
    }
}
