using System.Globalization;
using DaRec.Cli.Comparing;
using DaRec.Cli.Output;
using ScottPlot;

namespace DaRec.Cli.Studying;

/// <summary>Recall@20 of each variant with its standard deviation: lines where the axis has numbers, bars where it has names.</summary>
internal static class StudyPlot
{
    private const int Width = 1200;
    private const int Height = 640;
    private const int BarHeight = 44;
    private const double LogarithmicFrom = 8; // largest over smallest value

    private static readonly Color Reference = Colors.Gray;
    private static readonly Color Varied = new ScottPlot.Palettes.Category10().GetColor(0);

    /// <summary>Draws a study with at least one result into a PNG file.</summary>
    public static void Save(Study study, string path)
    {
        var plot = new Plot();
        plot.Title($"{study.Kind.Title}, {study.Data.Split(',')[0]}", size: 20);
        var (lines, fixedOnes) = (study.Results.Where(result => result.Variant.At is not null).ToList(), study.Results.Where(result => result.Variant.At is null).ToList());
        var height = Height;
        if (lines.Count > 1)
        {
            Lines(plot, study, lines, fixedOnes);
        }
        else
        {
            Bars(plot, study);
            height = 140 + (study.Results.Count * BarHeight);
        }

        ReportStyle.Apply(plot);
        plot.SavePng(path, Width, height);
    }

    private static void Lines(Plot plot, Study study, List<StudyResult> lines, List<StudyResult> fixedOnes)
    {
        double[] values = [.. lines.Select(result => result.Variant.At!.Value).Distinct().Order()];
        var isLogarithmic = values[0] > 0 && values[^1] / values[0] >= LogarithmicFrom;
        foreach (var series in lines.GroupBy(result => result.Variant.Series))
        {
            var ordered = series.OrderBy(result => result.Variant.At).ToList();
            double[] xs = [.. ordered.Select(result => Place(result.Variant.At!.Value))];
            double[] ys = [.. ordered.Select(result => result.Of(Metric.Recall20).Mean)];
            var scatter = plot.Add.Scatter(xs, ys, series.Key == Variants.Alone ? Reference : Varied);
            scatter.LegendText = series.Key;
            scatter.LineWidth = 2.5f;
            scatter.MarkerSize = 8;
            var errors = plot.Add.ErrorBar(xs, ys, [.. ordered.Select(result => result.Of(Metric.Recall20).Deviation ?? 0)]);
            errors.Color = scatter.Color;
            errors.CapSize = 6;
        }

        foreach (var result in fixedOnes)
        {
            var line = plot.Add.HorizontalLine(result.Of(Metric.Recall20).Mean, 2, Reference, LinePattern.Dashed);
            line.LegendText = result.Variant.Label;
        }

        plot.Axes.Bottom.SetTicks(
            [.. values.Select(Place)], [.. values.Select(value => value.ToString("0.####", CultureInfo.InvariantCulture))]);
        plot.XLabel(study.Kind.Axis, size: 16);
        plot.YLabel("Recall@20, mean ± standard deviation over seeds", size: 16);
        plot.Axes.Margins(0.06, 0.12);
        plot.ShowLegend(Edge.Right);

        double Place(double value) => isLogarithmic ? Math.Log10(value) : value;
    }

    private static void Bars(Plot plot, Study study)
    {
        var rows = study.Results.Reverse().ToList(); // the first on top
        var bars = rows.Index().Select(row => new Bar
        {
            Position = row.Index,
            Value = row.Item.Of(Metric.Recall20).Mean,
            Orientation = Orientation.Horizontal,
            FillColor = row.Item.Variant.Label is Variants.Alone ? Reference : Varied.WithOpacity(row.Item.Variant.Against is null ? 1 : 0.6),
            LineWidth = 0,
            Size = 0.8,
        }).ToArray();
        plot.Add.Bars(bars);
        foreach (var (at, row) in rows.Index().Where(row => row.Item.Of(Metric.Recall20).Deviation > 0))
        {
            var sample = row.Of(Metric.Recall20);
            plot.Add.Line(sample.Mean - sample.Deviation!.Value, at, sample.Mean + sample.Deviation.Value, at).LineStyle =
                new LineStyle(2.5f, Colors.Black);
        }

        if (rows.Find(row => row.Variant.Label == Variants.All) is { } all)
        {
            plot.Add.VerticalLine(all.Of(Metric.Recall20).Mean, 1.5f, Colors.Black, LinePattern.Dotted);
        }

        plot.Axes.Left.SetTicks([.. rows.Select((_, at) => (double)at)], [.. rows.Select(row => row.Variant.Label)]);
        plot.XLabel("Recall@20, mean ± standard deviation over seeds", size: 16);
        plot.Axes.SetLimitsX(0, 1.1 * rows.Max(row => row.Of(Metric.Recall20).Mean + (row.Of(Metric.Recall20).Deviation ?? 0)));
        plot.Axes.SetLimitsY(-0.7, rows.Count - 0.3);
        plot.Axes.Left.MajorTickStyle.Length = 0;
    }
}
