using System.Globalization;

namespace DaRec.Diagnostics.Explaining;

/// <summary>How texts are written: sentences, or lists of tags with a title before them or without.</summary>
internal sealed class TextShape
{
    private const int TitleLength = 60;
    private const int LongestTag = 40; // what is longer between two commas is a clause

    private TextShape(bool hasTitles, bool hasTags) => (HasTitles, HasTags) = (hasTitles, hasTags);

    /// <summary>Whether a title stands before <c>|</c>.</summary>
    public bool HasTitles { get; }

    /// <summary>Whether texts are lists of tags.</summary>
    public bool HasTags { get; }

    /// <summary>What most of the texts are.</summary>
    public static TextShape Of(IEnumerable<string?> texts)
    {
        string[] filled = [.. texts.Where(text => !string.IsNullOrWhiteSpace(text)).Select(text => text!)];
        var hasTitles = 2 * filled.Count(text => text.Contains('|', StringComparison.Ordinal)) > filled.Length;
        return new TextShape(hasTitles, 2 * filled.Count(text => IsList(hasTitles ? Rest(text) : text, hasTitles)) > filled.Length);
    }

    /// <summary>The words of a text in its order, in lower case.</summary>
    public IEnumerable<string> Words(string text)
    {
        if (HasTags)
        {
            return Tags(HasTitles ? Rest(text) : text).Select(tag => tag.ToLowerInvariant());
        }

        return Runs(text.ToLowerInvariant());
    }

    /// <summary>The title, or the beginning of a text that has none.</summary>
    public string Title(string text)
    {
        var title = HasTitles && text.IndexOf('|', StringComparison.Ordinal) is > 0 and var end ? text[..end].Trim() : text.Trim();
        if (new StringInfo(title) is { LengthInTextElements: > TitleLength } characters)
        {
            title = $"{characters.SubstringByTextElements(0, TitleLength - 1).TrimEnd()}…";
        }

        return title;
    }

    private static string Rest(string text) => text[(text.IndexOf('|', StringComparison.Ordinal) + 1)..];

    // With a title, one tag is a list, too.
    private static bool IsList(string text, bool hasTitle) =>
        Tags(text).Count >= (hasTitle ? 1 : 3) && Tags(text).All(tag => tag.Length <= LongestTag && !tag.Contains(". ", StringComparison.Ordinal));

    private static List<string> Tags(string text) =>
        [.. text.Split([',', ';', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)];

    // Runs of letters and digits; a mark within one, as in don't and hip-hop, belongs to it.
    private static IEnumerable<string> Runs(string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[at]))
            {
                at++;
                continue;
            }

            var start = at;
            while (at < text.Length && (char.IsLetterOrDigit(text[at]) || IsWithin(text, at)))
            {
                at++;
            }

            if (at - start > 1)
            {
                yield return text[start..at];
            }
        }
    }

    private static bool IsWithin(string text, int at) =>
        text[at] is '\'' or '’' or '-' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]);
}
