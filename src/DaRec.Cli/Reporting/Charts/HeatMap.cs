using System.Globalization;

namespace DaRec.Cli.Reporting.Charts;

/// <summary>A square of similarities in [−1, 1]: strong colour for high ones, another for those below 0, none for 0.</summary>
/// <param name="Label">What the picture shows, in a line.</param>
/// <param name="Size">n, rows and columns.</param>
/// <param name="Similarity">The similarity of two rows.</param>
/// <param name="Groups">Where groups end, in rows, with their names; ascending.</param>
internal sealed record HeatMap(string Label, int Size, Func<int, int, double> Similarity, IReadOnlyList<(string Name, int End)> Groups)
{
    private const int Steps = 100; // of either sign

    /// <summary>Draws it.</summary>
    public void Write(HtmlWriter html) => html.Element(
        "div",
        () =>
        {
            html.Open("img", ("alt", Label), ("src", $"data:image/png;base64,{Convert.ToBase64String(Png())}"), ("width", Size), ("height", Size));
            html.Element(
                "svg",
                () =>
                {
                    var start = 0;
                    foreach (var (name, end) in Groups)
                    {
                        html.Shape("line", ("class", "rule"), ("x1", end), ("x2", end), ("y1", 0), ("y2", Size));
                        html.Shape("line", ("class", "rule"), ("x1", 0), ("x2", Size), ("y1", end), ("y2", end));
                        if (end - start >= 9)
                        {
                            html.Element(
                                "text",
                                name,
                                ("x", (start + end) / 2.0),
                                ("y", ((start + end) / 2.0) + 3),
                                ("class", "mark"),
                                ("style", "font-size:9px;stroke-width:2.5px"));
                        }

                        start = end;
                    }
                },
                ("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {Size} {Size}")),
                ("preserveAspectRatio", "none"),
                ("aria-hidden", "true"));
        },
        ("class", "heat"));

    // One colour with transparency for each sign, so that the page's own ground shows through, light or dark.
    private byte[] Png()
    {
        var pixels = new byte[Size * Size];
        for (var row = 0; row < Size; row++)
        {
            for (var column = 0; column < Size; column++)
            {
                pixels[(row * Size) + column] = (byte)(Steps + Math.Round(Steps * Math.Clamp(Similarity(row, column), -1, 1)));
            }
        }

        var palette = Enumerable.Range(-Steps, (2 * Steps) + 1).Select(step => step < 0
            ? new PngColor(217, 119, 6, (byte)(-step * 255 / Steps))
            : new PngColor(43, 127, 219, (byte)(step * 255 / Steps)));
        return PngImage.Encode(Size, Size, pixels, [.. palette]);
    }
}
