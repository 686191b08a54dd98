using DaRec.Cli.Output;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Cli;

public class PlainTextTests
{
    [Fact]
    public void Of_LeavesNoCharacterThatControls_ButTabsAndEndsOfLines()
    {
        var all = new string([.. Enumerable.Range(0, 0x180).Select(code => (char)code)]) + "\r\n";

        var plain = PlainText.Of(all);

        plain.Length.Should().Be(all.Length);
        plain[..^2].Where(char.IsControl).Should().Equal('\t', '\n');
        plain[^2..].Should().Be("\r\n");
    }

    [Theory]
    [InlineData("Käse, 日本, 🎵")]
    [InlineData("")]
    public void Of_LeavesOtherTexts(string text) => PlainText.Of(text).Should().BeSameAs(text);

    [Fact]
    public void Writer_PassesLinesOn_WithoutThem()
    {
        using var inner = new StringWriter { NewLine = "\n" };
        using var writer = new PlainTextWriter(inner) { NewLine = "\n" };

        writer.Write("a\u001b");
        writer.Write('\u0007');
        writer.WriteLine("b");
        writer.WriteLine();
        writer.Write("c".ToCharArray());

        inner.ToString().Should().Be("a␛␇b\n\nc");
    }
}
