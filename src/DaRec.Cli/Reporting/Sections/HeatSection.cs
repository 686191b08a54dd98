using DaRec.Cli.Reporting.Charts;
using DaRec.Cli.Reporting.Findings;
using DaRec.Diagnostics.Explaining;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>Similarities of items in the order of their groups: by texts, before and after.</summary>
internal sealed class HeatSection(RunFindings findings) : IReportSection
{
    private const int MostRows = 240;

    private readonly (int[] Items, IReadOnlyList<(string Name, int End)> Groups) _order = Order(findings);

    public string Id => "similarity";

    public string Title => "Who is like whom";

    public bool HasContent => _order.Items.Length >= 10;

    public void Write(HtmlWriter html)
    {
        html.Paragraph(
            "Each square has the same items as rows and columns, in the order of the groups above; lines and numbers mark the groups. Blue: alike; " +
            "orange: opposed; no colour: neither. Where the texts have blue squares along the diagonal, and the recommender has them after and not " +
            "before, it has learnt the groups from the texts.");
        var run = findings.Run;
        html.Element(
            "div",
            () =>
            {
                if (run.Texts is { } texts)
                {
                    Map(html, "Texts: cosines of the text embeddings less their mean", texts);
                }

                if (run.Before is { } before)
                {
                    Map(html, $"Before: {before.Title}, correlations of scores", before.Items);
                }

                Map(html, $"After: {run.After.Title}, correlations of scores", run.After.Items);
            },
            ("class", "row"));
    }

    private void Map(HtmlWriter html, string caption, NeighborTable table) => Drawing.Figure(
        html,
        caption,
        () => new HeatMap(
            $"Similarities of {_order.Items.Length} items. {caption}",
            _order.Items.Length,
            (row, column) => table.Similarity(_order.Items[row], _order.Items[column]),
            _order.Groups).Write(html));

    // Evenly from each group, as many as its share, those with the most interactions first.
    private static (int[] Items, IReadOnlyList<(string Name, int End)> Groups) Order(RunFindings findings)
    {
        var degrees = findings.Run.Data.Train.ItemDegrees();
        var groups = Enumerable.Range(0, degrees.Length).Where(item => degrees[item] > 0)
            .GroupBy(item => findings.Centers.OfItems[item]).OrderBy(group => group.Key).ToList();
        var all = groups.Sum(group => group.Count());
        var (items, ends) = (new List<int>(), new List<(string, int)>());
        foreach (var group in groups)
        {
            var share = Math.Max(1, (int)Math.Round((double)Math.Min(all, MostRows) * group.Count() / all));
            items.AddRange(group.OrderByDescending(item => degrees[item]).Take(share));
            ends.Add(($"{group.Key + 1}", items.Count));
        }

        return ([.. items], ends);
    }
}
