namespace DaRec.Cli.Reporting.Charts;

/// <summary>Values with their intervals, a row for each, and what they are made of as small dots.</summary>
/// <param name="Label">What the picture shows, in a line.</param>
/// <param name="Unit">What stands behind the numbers of the axis.</param>
/// <param name="Rows">The rows, from top to bottom.</param>
internal sealed record IntervalChart(string Label, string Unit, IReadOnlyList<IntervalRow> Rows)
{
    private const double Width = 380;
    private const double RowHeight = 62;

    /// <summary>Whether 0 is on the axis.</summary>
    public bool HasZero { get; init; } = true;

    /// <summary>Draws it.</summary>
    public void Write(HtmlWriter html)
    {
        if (Rows.Count == 0)
        {
            return;
        }

        double[] all =
        [
            .. Rows.SelectMany(row => new[] { row.Value, row.Low ?? row.Value, row.High ?? row.Value }.Concat(row.Parts)),
            .. HasZero ? new double[] { 0 } : [],
        ];
        var height = (Rows.Count * RowHeight) + 34;
        var x = new Axis(all.Min(), all.Max(), 12, Width - 16);
        Drawing.Picture(html, Label, (Width, height), () =>
        {
            Drawing.Below(html, x, 4, height - 26, Unit, hasLines: true);
            foreach (var (place, row) in Rows.Index())
            {
                Row(html, x, row, place * RowHeight);
            }
        });
    }

    // Texts above their interval, in two lines: they fit a phone.
    private static void Row(HtmlWriter html, Axis x, IntervalRow row, double top)
    {
        var y = top + 46;
        Drawing.Label(html, row.Text, 12, top + 16, "halo strong");
        Drawing.Label(html, row.Figures, 12, top + 32, "halo");
        html.Element(
            "g",
            () =>
            {
                html.Element("title", $"{row.Text}: {row.Figures}");
                if (row is { Low: { } low, High: { } high })
                {
                    html.Shape("line", ("class", $"whisker {row.Kind}"), ("x1", x[low]), ("x2", x[high]), ("y1", y), ("y2", y));
                    foreach (var end in new[] { low, high })
                    {
                        html.Shape("line", ("class", $"whisker {row.Kind}"), ("x1", x[end]), ("x2", x[end]), ("y1", y - 4), ("y2", y + 4));
                    }
                }

                foreach (var part in row.Parts)
                {
                    html.Shape("circle", ("class", $"dot seed {row.Kind}"), ("cx", x[part]), ("cy", y), ("r", 3));
                }

                html.Shape("circle", ("class", $"dot {row.Kind}"), ("cx", x[row.Value]), ("cy", y), ("r", 5));
            });
    }
}

/// <summary>A value with its interval.</summary>
/// <param name="Text">What it is of.</param>
/// <param name="Figures">The value and the interval as text.</param>
/// <param name="Value">The value.</param>
/// <param name="Low">The interval's lower end; null without one.</param>
/// <param name="High">Its upper end.</param>
internal sealed record IntervalRow(string Text, string Figures, double Value, double? Low, double? High)
{
    /// <summary>Its colour: before or after.</summary>
    public string Kind { get; init; } = "after";

    /// <summary>The values that it is the mean of.</summary>
    public IReadOnlyList<double> Parts { get; init; } = [];
}
