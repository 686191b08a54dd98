namespace DaRec.Cli.Reporting.Charts;

/// <summary>Curves over a common axis.</summary>
/// <param name="Label">What the picture shows, in a line.</param>
/// <param name="Below">What the horizontal axis counts.</param>
/// <param name="Curves">The curves.</param>
internal sealed record LineChart(string Label, string Below, IReadOnlyList<Curve> Curves)
{
    private const double Width = 380;
    private const double Height = 230;

    /// <summary>Whether the vertical axis is logarithmic.</summary>
    public bool IsLog { get; init; }

    /// <summary>Draws it, with its legend.</summary>
    public void Write(HtmlWriter html)
    {
        Curve[] drawn = [.. Curves.Where(curve => curve.Points.Count > 1)];
        (double X, double Y)[] all = [.. drawn.SelectMany(curve => curve.Points).Where(point => !IsLog || point.Y > 0)];
        if (all.Length == 0)
        {
            return;
        }

        var x = new Axis(all.Min(point => point.X), all.Max(point => point.X), 46, Width - 12);
        var y = new Axis(all.Min(point => point.Y), all.Max(point => point.Y), Height - 40, 12, IsLog);
        Drawing.Picture(html, Label, (Width, Height), () =>
        {
            Drawing.Left(html, y, 46, Width - 12);
            Drawing.Below(html, x, 12, Height - 40);
            Drawing.Label(html, Below, Width / 2, Height - 6, "tick", "middle");
            foreach (var curve in drawn)
            {
                var path = string.Join('L', curve.Points.Where(point => !IsLog || point.Y > 0)
                    .Select(point => $"{HtmlWriter.Short(x[point.X])} {HtmlWriter.Short(y[point.Y])}"));
                html.Element(
                    "path",
                    () => html.Element("title", curve.Name),
                    ("class", $"line {curve.Kind}"),
                    ("d", $"M{path}"),
                    ("style", curve.Kind.StartsWith('c') ? "stroke:var(--c)" : null));
            }

            foreach (var curve in drawn.Where(curve => curve.Marked is not null))
            {
                var (at, value) = curve.Points.MinBy(point => Math.Abs(point.X - curve.Marked!.Value));
                html.Element(
                    "circle",
                    () => html.Element("title", $"{curve.Name}: the epoch that is kept"),
                    ("class", $"dot {curve.Kind}"),
                    ("cx", x[at]),
                    ("cy", y[value]),
                    ("r", 5));
            }
        });
        Drawing.Legend(html, drawn.Select(curve => (curve.Kind, curve.Name)));
    }
}

/// <summary>A curve.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Kind">Its colour: before, after, or c0 to c11.</param>
/// <param name="Points">Its points, from left to right.</param>
internal sealed record Curve(string Name, string Kind, IReadOnlyList<(double X, double Y)> Points)
{
    /// <summary>The place of a point to mark; null for none.</summary>
    public double? Marked { get; init; }
}
