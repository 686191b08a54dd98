namespace DaRec.Cli.Reporting;

/// <summary>A table that scrolls inside itself, whose columns a click sorts.</summary>
/// <param name="caption">What it shows.</param>
/// <param name="columns">The headings; those of numbers stand right.</param>
internal sealed class HtmlTable(string caption, params IReadOnlyList<(string Title, bool IsNumber)> columns)
{
    private readonly List<IReadOnlyList<(string Text, double? Value)>> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="cells">A text for each column, and for those of numbers what is sorted by.</param>
    public void Add(params IReadOnlyList<(string Text, double? Value)> cells) => _rows.Add(cells);

    /// <summary>Writes it; nothing without rows.</summary>
    public void Write(HtmlWriter html)
    {
        if (_rows.Count == 0)
        {
            return;
        }

        // Outside of what scrolls: on a phone it would be cut off.
        html.Paragraph(caption, "quiet");
        html.Element(
            "div",
            () => html.Element(
                "table",
                () =>
                {
                    html.Element("thead", () => html.Element("tr", () =>
                    {
                        foreach (var (title, isNumber) in columns)
                        {
                            html.Element("th", title, ("scope", "col"), ("class", isNumber ? "n" : null));
                        }
                    }));
                    html.Element("tbody", () => _rows.ForEach(row => Row(html, row)));
                },
                ("class", "sorted"),
                ("aria-label", caption)),
            ("class", "scroll"),
            ("tabindex", 0),
            ("role", "region"),
            ("aria-label", "table that scrolls sideways")).Line();
    }

    private void Row(HtmlWriter html, IReadOnlyList<(string Text, double? Value)> row) => html.Element("tr", () =>
    {
        foreach (var (at, (text, value)) in row.Index())
        {
            html.Element(
                "td",
                text,
                ("class", columns[at].IsNumber ? "n" : at == 0 ? "name" : null),
                ("data-v", value is { } number ? Figures.Sortable(number) : null));
        }
    });
}
