using System.Globalization;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;
using ScottPlot;

namespace DaRec.Cli.Comparing;

/// <summary>Recall@20 of the methods of a list as bars, the best on top, with the standard deviation over seeds; those with DaRec stand out.</summary>
internal static class ListPlot
{
    private const int Width = 1200;
    private const int Around = 160; // pixels of title and axis
    private const int BarHeight = 44;

    /// <summary>Draws the methods into a PNG file.</summary>
    /// <param name="comparison">With at least one method.</param>
    /// <param name="path">Where the picture goes.</param>
    public static void Save(Comparison comparison, string path)
    {
        var plot = new Plot();
        var methods = comparison.Tables.Single().Methods.Reverse().ToList();
        foreach (var (at, method) in methods.Index())
        {
            var value = method.Of(Metric.Recall20);
            var isAligned = method.Align == AlignmentKind.DaRec;
            var bar = new Bar { Position = at, Value = value.Mean, Size = 0.8, FillColor = isAligned ? Colors.C0 : Colors.Gray, LineWidth = 0 };
            plot.Add.Bars(new[] { bar }).Horizontal = true;
            if (value.Deviation is > 0 and var deviation)
            {
                plot.Add.Line(value.Mean - deviation, at, value.Mean + deviation, at).LineStyle = new LineStyle(2, Colors.Black);
            }
        }

        plot.Title($"{Metric.Recall20.Title} on the test part, {comparison.Data.Split(',')[0]}", size: 20);
        plot.XLabel($"{Metric.Recall20.Title}, mean ± standard deviation over seeds", size: 16);
        plot.Axes.Left.SetTicks([.. methods.Select((_, at) => (double)at)], [.. methods.Select(method => method.Title)]);
        plot.Axes.Left.MajorTickStyle.Length = 0;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic
        {
            LabelFormatter = value => value.ToString("0.00#", CultureInfo.InvariantCulture),
        };
        ReportStyle.Apply(plot);
        plot.Grid.YAxisStyle.IsVisible = false;
        plot.Axes.SetLimitsY(-0.6, methods.Count - 0.4);
        plot.Axes.SetLimitsX(0, 1.08 * Math.Max(1e-3, methods.Max(Top)));
        plot.SavePng(path, Width, Around + (methods.Count * BarHeight));

        static double Top(ComparedMethod method) => method.Of(Metric.Recall20) is var value ? value.Mean + (value.Deviation ?? 0) : 0;
    }
}
