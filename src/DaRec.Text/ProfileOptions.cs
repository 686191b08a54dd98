using System.Text.RegularExpressions;
using DaRec.Internal;

namespace DaRec.Text;

/// <summary>Options of <see cref="ProfileBuilder"/>: templates, and how many items and tags a profile names.</summary>
public sealed partial record ProfileOptions
{
    /// <summary>
    /// Template of a profile; <c>{items}</c>, <c>{tags}</c> and <c>{count}</c>, the number of the user's items, are replaced.
    /// "Enjoys: {items} | mostly {tags}" by default.
    /// </summary>
    public string Template { get; init => field = Checked(value, nameof(Template)); } = "Enjoys: {items} | mostly {tags}";

    /// <summary>Template of a profile of a user whose items have no tags; "Enjoys: {items}" by default.</summary>
    public string TemplateWithoutTags { get; init => field = Checked(value, nameof(TemplateWithoutTags)); } = "Enjoys: {items}";

    /// <summary>Maximum number of items that a profile names, ≥ 1; 12 by default.</summary>
    public int MaxItems { get; init => field = Guard.AtLeast(value, 1); } = 12;

    /// <summary>Maximum number of tags that a profile names, ≥ 0; 8 by default.</summary>
    public int MaxTags { get; init => field = Guard.AtLeast(value, 0); } = 8;

    /// <summary>
    /// Maximum length of a profile in characters, ≥ 20; 1000 by default, about 250 tokens. Items are dropped from a longer profile first,
    /// then tags; then it is truncated.
    /// </summary>
    public int MaxLength { get; init => field = Guard.AtLeast(value, 20); } = 1000;

    /// <summary>Maximum length of an item's name in characters, ≥ 1; 100 by default. Longer names are truncated.</summary>
    public int MaxNameLength { get; init => field = Guard.AtLeast(value, 1); } = 100;

    /// <summary>Separator between an item's name and its tags, at its first occurrence; "|" by default.</summary>
    public string NameEnd { get; init => field = NotEmpty(value, nameof(NameEnd)); } = "|";

    /// <summary>Separator between an item's tags; "," by default.</summary>
    public string TagEnd { get; init => field = NotEmpty(value, nameof(TagEnd)); } = ",";

    private static string Checked(string value, string name)
    {
        ArgumentNullException.ThrowIfNull(value, name);
        string[] places = [.. Place().Matches(value).Select(match => match.Value)];
        var unknown = Array.Find(places, place => place is not ("{items}" or "{tags}" or "{count}"));
        if (unknown is not null || !places.Any(place => place is "{items}" or "{tags}"))
        {
            throw new ArgumentException($"Expected a template with {{items}} or {{tags}}, and {{count}} if wanted; got \"{value}\".", name);
        }

        return value;
    }

    private static string NotEmpty(string value, string name) =>
        string.IsNullOrEmpty(value) ? throw new ArgumentException($"Expected {name} to have a character, got none.", name) : value;

    [GeneratedRegex(@"\{[^{}]*\}")]
    internal static partial Regex Place();
}
