namespace DaRec.Cli.Reporting.Charts;

/// <summary>Points on a plane, coloured by group, each with its title.</summary>
/// <param name="Label">What the picture shows, in a line.</param>
/// <param name="Points">The points.</param>
/// <param name="Marks">Texts on the plane.</param>
internal sealed record ScatterChart(
    string Label, IReadOnlyList<ScatterPoint> Points, IReadOnlyList<(string Text, double X, double Y)> Marks)
{
    private const double Size = 400;
    private const double Edge = 14;

    /// <summary>Draws it.</summary>
    public void Write(HtmlWriter html)
    {
        if (Points.Count == 0)
        {
            return;
        }

        // One unit for both axes: distances are what the map tells.
        var (left, right) = (Points.Min(point => point.X), Points.Max(point => point.X));
        var (low, high) = (Points.Min(point => point.Y), Points.Max(point => point.Y));
        var scale = (Size - (2 * Edge)) / Math.Max(Math.Max(right - left, high - low), 1e-9);
        Drawing.Picture(html, Label, (Size, Size), () =>
        {
            html.Shape("rect", ("class", "frame"), ("x", 0.5), ("y", 0.5), ("width", Size - 1), ("height", Size - 1), ("rx", 6));
            foreach (var point in Points)
            {
                html.Element(
                    "circle",
                    () => html.Element("title", point.Title),
                    ("class", $"p c{point.Group % 12}"),
                    ("data-i", point.Number),
                    ("cx", X(point.X)),
                    ("cy", Y(point.Y)),
                    ("r", 3.4));
            }

            foreach (var (text, x, y) in Marks)
            {
                Drawing.Label(html, text, X(x), Y(y) + 5, "mark");
            }
        });

        double X(double x) => (Size / 2) + ((x - ((left + right) / 2)) * scale);
        double Y(double y) => (Size / 2) - ((y - ((low + high) / 2)) * scale);
    }
}

/// <summary>A point of a map.</summary>
/// <param name="Number">By which it is the same on other maps.</param>
/// <param name="X">Where it lies.</param>
/// <param name="Y">Where it lies.</param>
/// <param name="Group">Its colour.</param>
/// <param name="Title">What it is.</param>
internal sealed record ScatterPoint(int Number, double X, double Y, int Group, string Title);
