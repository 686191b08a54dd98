using DaRec.Cli.Reporting.Charts;
using DaRec.Cli.Reporting.Findings;
using DaRec.Diagnostics.Explaining;
using static TorchSharp.torch;

namespace DaRec.Cli.Reporting.Sections;

/// <summary>Items on a plane, before and after.</summary>
internal sealed class MapSection(RunFindings findings) : IReportSection
{
    private const int MostPoints = 1000;
    private const int FewestPoints = 10;

    private readonly int[] _sample = Sample(findings);

    public string Id => "maps";

    public string Title => "The items on a map";

    public bool HasContent => _sample.Length >= FewestPoints;

    public void Write(HtmlWriter html)
    {
        html.Paragraph(
            "Near each other on a map: items that the same users score high. Numbers and colours are those of the groups above, on both maps, so that " +
            "the first shows how far the recommender alone told these groups apart. Point at an item, or touch it, to see what it is.");
        var run = findings.Run;
        var after = Places(run.After.Items);
        html.Element(
            "div",
            () =>
            {
                if (run.Before is { } before)
                {
                    var places = Places(before.Items);
                    PlaneMap.Turn(places, after);
                    Map(html, $"Before: {before.Title}", places);
                }

                Map(html, $"After: {run.After.Title}", after);
            },
            ("class", "row"));
        Drawing.Legend(html, findings.Centers.Cards.Select(card => ($"c{card.Number % 12}", $"{card.Number + 1} {card.Title}")));
        html.Paragraph(
            (_sample.Length < run.Data.ItemCount
                ? $"{Figures.Count(_sample.Length)} of {Figures.Count(run.Data.ItemCount)} items, drawn among those with training interactions. "
                : "") +
            "Maps by t-SNE: what is near is alike; distances between far groups, and the axes, mean nothing.",
            "quiet");
    }

    // Evenly by number among the items that training saw, or all where it saw few.
    private static int[] Sample(RunFindings findings)
    {
        var degrees = findings.Run.Data.Train.ItemDegrees();
        int[] seen = [.. Enumerable.Range(0, degrees.Length).Where(item => degrees[item] > 0)];
        var random = new Random(findings.Run.After.Run.Settings.Seed);
        random.Shuffle(seen);
        return [.. seen.Take(MostPoints).Order()];
    }

    private double[] Places(NeighborTable table)
    {
        using var scope = NewDisposeScope();
        using var numbers = tensor(_sample);
        return PlaneMap.Of(table.ToTensor().index_select(0, numbers.to(ScalarType.Int64)));
    }

    private void Map(HtmlWriter html, string title, double[] places)
    {
        var groups = findings.Centers.OfItems;
        ScatterPoint[] points =
        [
            .. _sample.Select((item, at) => new ScatterPoint(
                item, places[2 * at], places[(2 * at) + 1], groups[item], $"{findings.Run.Items.Name(item)} (group {groups[item] + 1})")),
        ];
        (string, double, double)[] marks =
        [
            .. points.GroupBy(point => point.Group).OrderBy(group => group.Key).Where(group => group.Count() >= 5)
                .Select(group => ($"{group.Key + 1}", Median(group.Select(point => point.X)), Median(group.Select(point => point.Y)))),
        ];
        Drawing.Figure(html, title, () => new ScatterChart($"Map of the items. {title}", points, marks).Write(html));
    }

    private static double Median(IEnumerable<double> values) => Measuring.Median.Of([.. values]);
}
