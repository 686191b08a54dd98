using System.Globalization;
using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Output;
using ScottPlot;

namespace DaRec.Cli.Benchmarks.Reporting;

/// <summary>Time and memory against N̂ as a picture of two panels, both axes logarithmic.</summary>
internal static class ScalingPlot
{
    private const int PanelWidth = 660;
    private const int LegendWidth = 270;
    private const int Height = 620;

    /// <summary>Draws the points into a PNG file.</summary>
    /// <param name="points">At least one.</param>
    /// <param name="path">Where the picture goes.</param>
    public static void Save(IReadOnlyList<ScalingPoint> points, string path)
    {
        ArgumentNullException.ThrowIfNull(points);
        var panels = new Multiplot();
        panels.AddPlots(2);
        panels.Layout = new LegendAtTheRight();
        Draw(panels.GetPlot(0), "Time of value and gradient", "milliseconds", points, point => point.Seconds * 1e3);
        Draw(panels.GetPlot(1), "Peak memory above the inputs", "MB", points, point => point.Bytes / (double)(1 << 20));
        panels.GetPlot(1).ShowLegend(Edge.Right); // the colours are the same in both
        panels.SavePng(path, (2 * PanelWidth) + LegendWidth, Height);
    }

    private static void Draw(
        Plot plot, string title, string unit, IReadOnlyList<ScalingPoint> points, Func<ScalingPoint, double?> figure)
    {
        // A figure below a hundredth of the unit is noise, and has no logarithm at 0.
        var series = points.Where(point => figure(point) is not null).GroupBy(point => (point.Series, point.IsDense)).ToList();
        string[] names = [.. points.Select(point => point.Series).Distinct()];
        foreach (var line in series)
        {
            var drawn = plot.Add.Scatter(
                [.. line.Select(point => Math.Log10(point.Rows))],
                line.Select(point => Math.Log10(Math.Max(0.01, figure(point)!.Value))).ToArray());
            drawn.LegendText = line.Key.Series + (line.Key.IsDense ? ", dense" : "");
            drawn.Color = new ScottPlot.Palettes.Category10().GetColor(Array.IndexOf(names, line.Key.Series));
            drawn.LineWidth = 2.5f;
            drawn.LinePattern = line.Key.IsDense ? LinePattern.Dashed : LinePattern.Solid;
            drawn.MarkerSize = line.Key.IsDense ? 6 : 9;
        }

        plot.Title(title, size: 20);
        plot.XLabel("N̂, rows of a step", size: 16);
        plot.YLabel(unit, size: 16);
        var sizes = points.Select(point => point.Rows).Distinct().Order().ToArray();
        plot.Axes.Bottom.SetTicks(
            [.. sizes.Select(size => Math.Log10(size))],
            [.. sizes.Select((size, at) => IsCrowded(at) ? "" : size.ToString("#,0", CultureInfo.InvariantCulture))]);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            MinorTickGenerator = new ScottPlot.TickGenerators.LogMinorTickGenerator(),
            LabelFormatter = exponent => Math.Pow(10, exponent).ToString("#,0.###", CultureInfo.InvariantCulture),
            IntegerTicksOnly = true,
        };
        ReportStyle.Apply(plot);
        plot.HideLegend();

        // The next label would lie over it.
        bool IsCrowded(int at) => at + 1 < sizes.Length && sizes[at + 1] < 1.5 * sizes[at];
    }

    // Both panels' areas are equally wide.
    private sealed class LegendAtTheRight : IMultiplotLayout
    {
        public PixelRect[] GetSubplotRectangles(SubplotCollection subplots, PixelRect figureRect) =>
        [
            new PixelRect(0, PanelWidth, Height, 0),
            new PixelRect(PanelWidth, (2 * PanelWidth) + LegendWidth, Height, 0),
        ];
    }
}
