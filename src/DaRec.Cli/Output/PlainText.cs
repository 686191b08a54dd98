using System.Buffers;
using System.Text;

namespace DaRec.Cli.Output;

/// <summary>Text as people may see it on a terminal, which takes control characters for orders.</summary>
/// <remarks>Tabs and ends of lines stay; other characters below the blank become their pictures (␛), others that control become �.</remarks>
internal static class PlainText
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(character => char.IsControl(character) && character is not ('\t' or '\n'))]);

    /// <summary>The text without control characters; the same where it has none.</summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAny(Controls))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            var endsLine = character == '\r' && at + 1 < text.Length && text[at + 1] == '\n';
            result.Append(!Controls.Contains(character) || endsLine ? character : character < ' ' ? (char)(0x2400 + character) : '\uFFFD');
        }

        return result.ToString();
    }
}
