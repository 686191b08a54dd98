using System.Globalization;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using ScottPlot;

namespace DaRec.Cli.Comparing;

/// <summary>Recall@20 of each method as bars, those of a recommender side by side, with the standard deviation over seeds.</summary>
internal static class ComparisonPlot
{
    private const int Height = 640;
    private const int MinimumWidth = 1200;
    private const int BarWidth = 40; // pixels, so that many methods make a wider picture and not thinner bars
    private const int FewestPlaces = 10; // two bars as wide as the picture are no bars

    /// <summary>Draws the methods into a PNG file.</summary>
    /// <param name="comparison">With at least one method.</param>
    /// <param name="path">Where the picture goes.</param>
    public static void Save(Comparison comparison, string path)
    {
        var plot = new Plot();
        (AlignmentKind Align, double AppendTextScore, NewItemKind? NewItems)[] series =
            [.. comparison.Methods.Select(method => (method.Align, method.AppendTextScore, method.NewItems)).Distinct().Order()];
        BackboneKind[] backbones = [.. comparison.Backbones.Select(group => group.Key)];
        var pitch = series.Length + 1; // a bar's width of air between recommenders
        foreach (var (at, kind) in series.Index())
        {
            var methods = comparison.Methods.Where(method => (method.Align, method.AppendTextScore, method.NewItems) == kind).ToList();
            var values = methods.ConvertAll(method => (Place(method) + at, method.Of(Metric.Recall20)));
            AddBars(plot, values, methods[0].MethodTitle, new ScottPlot.Palettes.Category10().GetColor(at));
        }

        plot.Title($"{Metric.Recall20.Title} on the test part, {comparison.Data.Split(',')[0]}", size: 20);
        plot.YLabel($"{Metric.Recall20.Title}, mean ± standard deviation over seeds", size: 16);
        plot.Axes.Bottom.SetTicks(
            [.. backbones.Select((_, at) => (at * pitch) + ((series.Length - 1) / 2.0))],
            [.. backbones.Select(backbone => Method.Backbones[backbone].Title)]);
        Style(plot);
        var places = backbones.Length * pitch;
        var margin = Math.Max(0, FewestPlaces - places) / 2.0;
        plot.Axes.SetLimitsX(-1 - margin, places - 1 + margin);
        plot.Axes.SetLimitsY(0, 1.08 * Top(comparison));
        plot.SavePng(path, Math.Max(MinimumWidth, places * BarWidth), Height);

        double Place(ComparedMethod method) => Array.IndexOf(backbones, method.Backbone) * pitch;
    }

    private static void AddBars(Plot plot, List<(double Position, Sample Value)> values, string name, Color color)
    {
        var bars = values.ConvertAll(value => new Bar
        {
            Position = value.Position,
            Value = value.Value.Mean,
            Size = 0.86,
            FillColor = color,
            LineWidth = 0,
        });
        plot.Add.Bars(bars).LegendText = name;
        var spread = values.Where(value => value.Value.Deviation > 0).ToList();
        if (spread.Count > 0)
        {
            var lines = plot.Add.ErrorBar(
                spread.ConvertAll(value => value.Position),
                spread.ConvertAll(value => value.Value.Mean),
                spread.ConvertAll(value => value.Value.Deviation!.Value));
            lines.Color = Colors.Black;
            lines.LineWidth = 1.5f;
            lines.CapSize = 6;
        }
    }

    private static double Top(Comparison comparison)
    {
        var top = comparison.Methods.Select(method => method.Of(Metric.Recall20)).Max(sample => sample.Mean + (sample.Deviation ?? 0));
        return top > 0 ? top : 1;
    }

    private static void Style(Plot plot)
    {
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = value => value.ToString("0.00#", CultureInfo.InvariantCulture),
            TickDensity = 0.4,
        };
        plot.Axes.Bottom.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.MinimumSize = 44;
        plot.Axes.Left.MinimumSize = 92;
        plot.Axes.Left.Label.OffsetX = 8;
        ReportStyle.Apply(plot);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 16;
        plot.Axes.Bottom.TickLabelStyle.OffsetY = 6;
        plot.Grid.XAxisStyle.IsVisible = false;
        plot.Grid.YAxisStyle.MinorLineStyle.IsVisible = false;
        plot.ShowLegend(Edge.Right);
    }
}
