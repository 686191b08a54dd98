using System.Text.RegularExpressions;
using DaRec.Internal;

namespace DaRec.Text;

/// <summary>How <see cref="ProfileBuilder"/> writes of a user.</summary>
public sealed partial record ProfileOptions
{
    /// <summary>The text, with <c>{items}</c>, <c>{tags}</c> and <c>{count}</c>, the number of the user's items, in their places.</summary>
    public string Template { get; init => field = Checked(value, nameof(Template)); } = "Enjoys: {items} | mostly {tags}";

    /// <summary>Likewise for users whose items have no tags.</summary>
    public string TemplateWithoutTags { get; init => field = Checked(value, nameof(TemplateWithoutTags)); } = "Enjoys: {items}";

    /// <summary>Items that are named, ≥ 1. Default 12.</summary>
    public int MaxItems { get; init => field = Guard.AtLeast(value, 1, nameof(MaxItems)); } = 12;

    /// <summary>Tags that are named, ≥ 0. Default 8.</summary>
    public int MaxTags { get; init => field = Guard.AtLeast(value, 0, nameof(MaxTags)); } = 8;

    /// <summary>
    /// Characters of a profile, ≥ 20; longer ones lose items, then tags, and are cut at last. Default 1000, about 250 tokens.
    /// </summary>
    public int MaxLength { get; init => field = Guard.AtLeast(value, 20, nameof(MaxLength)); } = 1000;

    /// <summary>Characters of an item's name, ≥ 1, after which it is cut. Default 100.</summary>
    public int MaxNameLength { get; init => field = Guard.AtLeast(value, 1, nameof(MaxNameLength)); } = 100;

    /// <summary>What divides an item's text into its name and its tags, where it first occurs. Default "|".</summary>
    public string NameEnd { get; init => field = NotEmpty(value, nameof(NameEnd)); } = "|";

    /// <summary>What divides an item's tags. Default ",".</summary>
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
        string.IsNullOrEmpty(value) ? throw new ArgumentException($"Expected {name} to have a character.", name) : value;

    [GeneratedRegex(@"\{[^{}]*\}")]
    internal static partial Regex Place();
}
