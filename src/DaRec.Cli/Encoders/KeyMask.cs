using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace DaRec.Cli.Encoders;

/// <summary>Finds a key in what a service says, however the service writes it, and puts a mark in its place.</summary>
/// <remarks>
/// Found are other cases, escapes of JSON, of addresses and of pages, breaks within the key, base64 at any place of a longer text, and
/// the first half of the key or more. Less than that passes: services show a few characters to say which key they mean.
/// </remarks>
internal sealed class KeyMask
{
    private const string Mark = "[key]";
    private const int FewestCharacters = 6;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Regex? _writings;

    /// <param name="key">The key; null masks nothing.</param>
    public KeyMask(string? key)
    {
        if (string.IsNullOrEmpty(key))
        {
            return;
        }

        var needed = Math.Clamp(key.Length / 2, Math.Min(FewestCharacters, key.Length), key.Length);
        var pattern = new StringBuilder();
        for (var at = 0; at < key.Length; at++)
        {
            var between = at == 0 ? "" : @"\s*";
            pattern.Append(at >= needed ? "(?:" : "").Append(between).Append(OneOf(key[at]));
        }

        pattern.Insert(0, "(?:").Append(')');
        pattern.Insert(pattern.Length - 1, string.Concat(Enumerable.Repeat(")?", key.Length - needed)));
        foreach (var encoded in Base64(key))
        {
            pattern.Append('|').Append(Regex.Escape(encoded)).Append("[A-Za-z0-9+/_=-]*");
        }

        _writings = new Regex(pattern.ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, Longest);
    }

    /// <summary>The text with the key masked; where that takes too long, nothing of it.</summary>
    public string Apply(string text)
    {
        try
        {
            return _writings?.Replace(text, Mark) ?? text;
        }
        catch (RegexMatchTimeoutException)
        {
            return Mark;
        }
    }

    /// <summary>Whether a text has the key in it.</summary>
    public bool IsIn(string text) => Apply(text) != text;

    private static string OneOf(char character)
    {
        var code = (int)character;
        return string.Create(
            CultureInfo.InvariantCulture,
            $@"(?:{Regex.Escape(character.ToString())}|\\+u{code:x4}|%{code:x2}|&#0*{code};|&#x0*{code:x};)");
    }

    // What base64 makes of the key behind 0, 1 or 2 other bytes, without the characters that also depend on its neighbours.
    private static IEnumerable<string> Base64(string key)
    {
        for (var before = 0; before < 3; before++)
        {
            var bytes = Encoding.UTF8.GetBytes(new string(' ', before) + key);
            var text = Convert.ToBase64String(bytes, 0, bytes.Length - (bytes.Length % 3));
            var core = before == 0 ? text : text[Math.Min(4, text.Length)..];
            if (core.Length > FewestCharacters)
            {
                yield return core;
            }
        }
    }
}
