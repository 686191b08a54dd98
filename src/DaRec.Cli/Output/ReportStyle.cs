using ScottPlot;
using SkiaSharp;

namespace DaRec.Cli.Output;

/// <summary>What all plots have in common.</summary>
internal static class ReportStyle
{
    private static readonly string[] SansSerifs = ["Arial", "Helvetica", "Liberation Sans", "DejaVu Sans", "Noto Sans"];

    /// <summary>Sets sizes, grid, legend and font; last of all, for the font reaches only what is there.</summary>
    /// <param name="plot">What to style.</param>
    public static void Apply(Plot plot)
    {
        ArgumentNullException.ThrowIfNull(plot);
        plot.Axes.Bottom.TickLabelStyle.FontSize = 14;
        plot.Axes.Left.TickLabelStyle.FontSize = 14;
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.15);
        plot.Grid.MinorLineColor = Colors.Black.WithOpacity(0.05);
        plot.Grid.MinorLineWidth = 1;
        plot.Legend.FontSize = 14;
        plot.Legend.SymbolWidth = 44; // wide enough to see dashes
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        if (SansSerifs.Intersect(SKFontManager.Default.FontFamilies).FirstOrDefault() is { } font)
        {
            plot.Font.Set(font);
        }
    }
}
