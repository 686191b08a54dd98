using System.Text.RegularExpressions;

namespace DaRec.Text.Internal;

/// <summary>Texts made short and of one line.</summary>
internal static partial class Excerpt
{
    /// <summary>The text with every run of blanks and line breaks as one blank, and none at its ends.</summary>
    public static string OneLine(string text) => Blanks().Replace(text, " ").Trim();

    /// <summary>At most that many characters, ending with a whole word where one ends in the second half; no character is halved.</summary>
    public static string Cut(string text, int length)
    {
        if (text.Length <= length)
        {
            return text;
        }

        var end = text.LastIndexOf(' ', length, (length + 1) / 2);
        if (end < 0)
        {
            end = char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
        }

        return text[..end].TrimEnd();
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
