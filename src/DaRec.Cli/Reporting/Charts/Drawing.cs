namespace DaRec.Cli.Reporting.Charts;

/// <summary>What all drawings share: a figure with a caption, a picture with a name for those who do not see it, axes and legends.</summary>
internal static class Drawing
{
    /// <summary>A figure.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="caption">What it shows, in a sentence or two.</param>
    /// <param name="content">Writes it.</param>
    public static void Figure(HtmlWriter html, string caption, Action content) => html.Element("figure", () =>
    {
        content();
        html.Element("figcaption", caption);
    }).Line();

    /// <summary>A picture.</summary>
    /// <param name="html">Where to.</param>
    /// <param name="label">What it shows, in a line.</param>
    /// <param name="size">Width and height, in units of the drawing.</param>
    /// <param name="content">Draws it.</param>
    public static void Picture(HtmlWriter html, string label, (double Width, double Height) size, Action content) => html.Element(
        "svg",
        content,
        ("viewBox", $"0 0 {HtmlWriter.Short(size.Width)} {HtmlWriter.Short(size.Height)}"),
        ("role", "img"),
        ("aria-label", label));

    /// <summary>A text in a drawing.</summary>
    public static void Label(HtmlWriter html, string text, double x, double y, string? kind = null, string anchor = "start") =>
        html.Element("text", text, ("x", x), ("y", y), ("class", kind), ("text-anchor", anchor == "start" ? null : anchor));

    /// <summary>Lines and numbers at the round places of an axis to the left.</summary>
    public static void Left(HtmlWriter html, Axis axis, double left, double right)
    {
        foreach (var tick in axis.Ticks)
        {
            html.Shape("line", ("class", "axis"), ("x1", left), ("x2", right), ("y1", axis[tick]), ("y2", axis[tick]));
            Label(html, Axis.Text(tick), left - 6, axis[tick] + 4, "tick", "end");
        }
    }

    /// <summary>Numbers at the round places of an axis below.</summary>
    public static void Below(HtmlWriter html, Axis axis, double top, double bottom, string unit = "", bool hasLines = false)
    {
        foreach (var tick in axis.Ticks)
        {
            if (hasLines)
            {
                html.Shape("line", ("class", tick == 0 ? "zero" : "axis"), ("x1", axis[tick]), ("x2", axis[tick]), ("y1", top), ("y2", bottom));
            }

            Label(html, Axis.Text(tick) + unit, axis[tick], bottom + 16, "tick", "middle");
        }
    }

    /// <summary>What colours stand for.</summary>
    public static void Legend(HtmlWriter html, IEnumerable<(string Kind, string Text)> entries) => html.Element(
        "p",
        () =>
        {
            foreach (var (kind, text) in entries)
            {
                html.Element(
                    "span",
                    () => html.Element("span", "", ("class", $"swatch {kind}"), ("aria-hidden", "true")).Text(text),
                    ("class", "entry"));
                html.Text(" ");
            }
        },
        ("class", "legend"));
}
