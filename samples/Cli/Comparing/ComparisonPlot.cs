using System.Globalization;
using DaRec.Benchmarks.Reporting;
using DaRec.Cli.Settings;
using ScottPlot;

namespace DaRec.Cli.Comparing;

/// <summary>Recall@20 of each method as bars, those of a recommender side by side, with the standard deviation over seeds.</summary>
internal static class ComparisonPlot
{
    private const int Height = 640;
    private const int MinimumWidth = 1200;
    private const int BarWidth = 40; // pixels, so that many methods make a wider picture and not thinner bars

    /// <summary>Draws the methods into a PNG file.</summary>
    /// <param name="comparison">With at least one method.</param>
    /// <param name="path">Where the picture goes.</param>
    public static void Save(Comparison comparison, string path)
    {
        var plot = new Plot();
        AlignmentKind[] alignments = [.. comparison.Methods.Select(method => method.Align).Distinct().Order()];
        BackboneKind[] backbones = [.. comparison.Backbones.Select(group => group.Key)];
        var pitch = alignments.Length + 1; // a bar's width of air between recommenders
        var colors = new ScottPlot.Palettes.Category10();
        foreach (var (at, align) in alignments.Index())
        {
            var methods = comparison.Methods.Where(method => method.Align == align).ToList();
            plot.Add.Bars(methods.ConvertAll(Bar)).LegendText = methods[0].AlignTitle;

            Bar Bar(ComparedMethod method)
            {
                var sample = method.Of(Metric.Recall20);
                return new Bar
                {
                    Position = (Array.IndexOf(backbones, method.Backbone) * pitch) + at,
                    Value = sample.Mean,
                    Error = sample.Deviation ?? 0,
                    ErrorSize = 0.25,
                    Size = 0.86,
                    FillColor = colors.GetColor(at),
                    LineWidth = 0,
                };
            }
        }

        plot.Title($"{Metric.Recall20.Title} on the test part, {comparison.Data.Split(',')[0]}", size: 20);
        plot.YLabel(Metric.Recall20.Title, size: 16);
        plot.Axes.Bottom.SetTicks(
            [.. backbones.Select((_, at) => (at * pitch) + ((alignments.Length - 1) / 2.0))],
            [.. backbones.Select(backbone => Method.Backbones[backbone].Title)]);
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = value => value.ToString("0.0##", CultureInfo.InvariantCulture),
        };
        ReportStyle.Apply(plot);
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.ShowLegend(Edge.Right);
        plot.Axes.SetLimitsX(-1, (backbones.Length * pitch) - 1);
        plot.Axes.SetLimitsY(0, 1.08 * comparison.Methods.Select(method => method.Of(Metric.Recall20))
            .Max(sample => sample.Mean + (sample.Deviation ?? 0) is > 0 and var top ? top : 1));
        plot.SavePng(path, Math.Max(MinimumWidth, backbones.Length * pitch * BarWidth), Height);
    }
}
