using System.Globalization;
using System.Text;

namespace DaRec.Cli.Reporting;

/// <summary>Writes HTML and SVG; every text and attribute is escaped, whoever wrote it.</summary>
internal sealed class HtmlWriter
{
    private readonly StringBuilder _html = new();

    /// <summary>Text.</summary>
    public HtmlWriter Text(string text)
    {
        Escape(text);
        return this;
    }

    /// <summary>An element with what <paramref name="content"/> writes in it.</summary>
    public HtmlWriter Element(string tag, Action content, params IReadOnlyList<(string Name, object? Value)> attributes)
    {
        Open(tag, attributes);
        content();
        _html.Append("</").Append(tag).Append('>');
        return this;
    }

    /// <summary>An element with text in it.</summary>
    public HtmlWriter Element(string tag, string text, params IReadOnlyList<(string Name, object? Value)> attributes) =>
        Element(tag, () => Escape(text), attributes);

    /// <summary>An element without content and end.</summary>
    public HtmlWriter Open(string tag, params IReadOnlyList<(string Name, object? Value)> attributes)
    {
        _html.Append('<').Append(tag);
        foreach (var (name, value) in attributes)
        {
            if (value is not null)
            {
                _html.Append(' ').Append(name).Append("=\"");
                Escape(value is double number ? Short(number) : Convert.ToString(value, CultureInfo.InvariantCulture)!);
                _html.Append('"');
            }
        }

        _html.Append('>');
        return this;
    }

    /// <summary>An element of SVG without content.</summary>
    public HtmlWriter Shape(string tag, params IReadOnlyList<(string Name, object? Value)> attributes) => Element(tag, () => { }, attributes);

    /// <summary>A paragraph.</summary>
    public HtmlWriter Paragraph(string text, string? kind = null) => Element("p", text, ("class", kind));

    /// <summary>The program's own markup, style or script; never what came from data.</summary>
    public HtmlWriter Own(string markup)
    {
        _html.Append(markup);
        return this;
    }

    /// <summary>A new line, for those who read the file.</summary>
    public HtmlWriter Line()
    {
        _html.Append('\n');
        return this;
    }

    /// <summary>All of it.</summary>
    public override string ToString() => _html.ToString();

    /// <summary>A place in a drawing: two digits behind the point do.</summary>
    public static string Short(double number) => Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture);

    private void Escape(string text)
    {
        foreach (var letter in text)
        {
            switch (letter)
            {
                case '&':
                    _html.Append("&amp;");
                    break;
                case '<':
                    _html.Append("&lt;");
                    break;
                case '>':
                    _html.Append("&gt;");
                    break;
                case '"':
                    _html.Append("&quot;");
                    break;
                case '\'':
                    _html.Append("&#39;");
                    break;
                case '\n' or '\t':
                    _html.Append(letter);
                    break;
                default:
                    _html.Append(char.IsControl(letter) || letter is >= '\u202A' and <= '\u202E' or >= '\u2066' and <= '\u2069' ? '\uFFFD' : letter);
                    break;
            }
        }
    }
}
