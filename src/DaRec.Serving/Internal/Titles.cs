namespace DaRec.Serving.Internal;

/// <summary>Titles as files can hold them.</summary>
internal static class Titles
{
    /// <summary>Line breaks and NUL characters become blanks; a title without characters becomes null.</summary>
    public static string? Clean(string? title) => string.IsNullOrEmpty(title)
        ? null
        : title.AsSpan().ContainsAny('\r', '\n', '\0') ? title.Replace('\r', ' ').Replace('\n', ' ').Replace('\0', ' ') : title;
}
