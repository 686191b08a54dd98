using DaRec.Cli.Reporting;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli.Reporting;

public class HtmlWriterTests
{
    [Fact]
    public void TextsAndAttributes_AreEscaped()
    {
        var html = new HtmlWriter();

        html.Element("p", "<script>\"a\" & 'b'", ("title", "\"><script>"), ("class", null), ("x", 1.23456));

        html.ToString().Should().Be("<p title=\"&quot;&gt;&lt;script&gt;\" x=\"1.23\">&lt;script&gt;&quot;a&quot; &amp; &#39;b&#39;</p>");
    }

    [Fact]
    public void CharactersThatControl_AreReplaced()
    {
        var html = new HtmlWriter();

        html.Text("a\u0000b\u001b[31m\u202Ec\nd");

        html.ToString().Should().Be("a\uFFFDb\uFFFD[31m\uFFFDc\nd");
    }
}
