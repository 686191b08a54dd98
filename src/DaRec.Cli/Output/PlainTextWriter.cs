using System.Text;

namespace DaRec.Cli.Output;

/// <summary>Writes lines without control characters, whatever files and services had in them.</summary>
/// <param name="inner">Where they go; not disposed.</param>
internal sealed class PlainTextWriter(TextWriter inner) : TextWriter
{
    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => inner.Write(value == '\r' ? "\r" : PlainText.Of(value.ToString()));

    public override void Write(string? value) => inner.Write(value is null ? null : PlainText.Of(value));

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void WriteLine(string? value) => inner.WriteLine(value is null ? null : PlainText.Of(value));

    public override void Flush() => inner.Flush();
}
