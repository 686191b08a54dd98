using System.Globalization;
using DaRec.Data;
using DaRec.Text.Internal;

namespace DaRec.Text;

/// <summary>Builds texts of users from the texts of their training items.</summary>
/// <remarks>
/// <para>
/// The tags of a user are the tags of their items, ordered by descending frequency, then by characters. Items are ordered by how many of
/// the user's items share the named tags, then by number of users, both descending, then by number. The same input gives the same texts.
/// </para>
/// <para>An item's text is <c>name | tag, tag, …</c>; a text without the bar is a name without tags.</para>
/// </remarks>
public sealed class ProfileBuilder
{
    private readonly Item?[] _items;
    private readonly ProfileOptions _options;

    /// <summary>Creates a builder for items with these texts.</summary>
    /// <param name="itemTexts">Text i belongs to item i; items whose text is null or blank are not named.</param>
    /// <param name="options">Templates and lengths; null, the default, takes the defaults.</param>
    public ProfileBuilder(IReadOnlyList<string?> itemTexts, ProfileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(itemTexts);
        _options = options ?? new ProfileOptions();
        _items = [.. itemTexts.Select(Parse)];
    }

    /// <summary>Builds a text for each user.</summary>
    /// <remarks>
    /// A profile of a held-out interaction would tell a model what it is evaluated on. Pass the held-out parts to have that checked.
    /// </remarks>
    /// <param name="training">Training interactions.</param>
    /// <param name="heldOut">Validation and test interactions of the same users, where there are any.</param>
    /// <returns>Text u belongs to user u; null for users without an item that has a text.</returns>
    /// <exception cref="ArgumentException">
    /// A training interaction is also held out, a held-out part has another number of users, or an item has no row among the texts.
    /// </exception>
    public IReadOnlyList<string?> Build(Interactions training, params IReadOnlyList<Interactions> heldOut)
    {
        ArgumentNullException.ThrowIfNull(training);
        ArgumentNullException.ThrowIfNull(heldOut);
        CheckItems(training);
        foreach (var part in heldOut)
        {
            CheckDisjoint(training, part);
        }

        var degrees = training.ItemDegrees();
        var profiles = new string?[training.UserCount];
        for (var user = 0; user < profiles.Length; user++)
        {
            profiles[user] = Describe(training.ItemsOf(user), degrees);
        }

        return profiles;
    }

    private void CheckItems(Interactions training)
    {
        for (var user = 0; user < training.UserCount && training.ItemCount > _items.Length; user++)
        {
            if (training.ItemsOf(user) is [.., var item] && item >= _items.Length) // they ascend
            {
                throw new ArgumentException($"User {user} has item {item}; there are texts of {_items.Length} items.", nameof(training));
            }
        }
    }

    private static void CheckDisjoint(Interactions training, Interactions heldOut)
    {
        if (heldOut.UserCount != training.UserCount)
        {
            throw new ArgumentException(
                $"Expected held-out parts of the {training.UserCount} users of the training part, got one of {heldOut.UserCount}.",
                nameof(heldOut));
        }

        for (var user = 0; user < training.UserCount; user++)
        {
            foreach (var item in heldOut.ItemsOf(user))
            {
                if (training.Contains(user, item))
                {
                    throw new ArgumentException(
                        $"User {user} has item {item} in the training part and in a held-out one, too; a profile would tell the model " +
                        "what it is evaluated on. Take it out of one of them.",
                        nameof(heldOut));
                }
            }
        }
    }

    private string? Describe(ReadOnlySpan<int> items, int[] degrees)
    {
        int[] described = [.. items.ToArray().Where(item => _items[item] is not null)];
        if (described.Length == 0)
        {
            return null;
        }

        var counts = described.SelectMany(item => _items[item]!.Tags).CountBy(tag => tag, StringComparer.Ordinal).ToDictionary();
        string[] tags =
        [
            .. counts.OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
                .Select(count => count.Key).Take(_options.MaxTags),
        ];
        var weights = tags.ToDictionary(tag => tag, tag => counts[tag], StringComparer.Ordinal);
        string[] names =
        [
            .. described.OrderByDescending(item => _items[item]!.Tags.Sum(tag => weights.GetValueOrDefault(tag)))
                .ThenByDescending(item => degrees[item]).ThenBy(item => item)
                .Select(item => _items[item]!.Name).Distinct(StringComparer.Ordinal).Take(_options.MaxItems),
        ];
        return Fit(names, tags, items.Length);
    }

    /// <summary>The template filled in, with as many items and tags as the length allows.</summary>
    private string Fit(string[] names, string[] tags, int count)
    {
        var (nameCount, tagCount) = (names.Length, tags.Length);
        while (true)
        {
            var text = Fill(names.AsSpan(0, nameCount), tags.AsSpan(0, tagCount), count);
            if (text.Length <= _options.MaxLength)
            {
                return text;
            }

            if (nameCount > 1)
            {
                nameCount--;
            }
            else if (tagCount > 0)
            {
                tagCount--;
            }
            else
            {
                return Excerpt.Cut(text, _options.MaxLength);
            }
        }
    }

    private string Fill(ReadOnlySpan<string> names, ReadOnlySpan<string> tags, int count)
    {
        var (items, joined) = (string.Join("; ", names), string.Join(", ", tags));
        return ProfileOptions.Place().Replace(tags.IsEmpty ? _options.TemplateWithoutTags : _options.Template, match => match.Value switch
        {
            "{items}" => items,
            "{tags}" => joined,
            _ => count.ToString(CultureInfo.InvariantCulture),
        });
    }

    private Item? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var end = text.IndexOf(_options.NameEnd, StringComparison.Ordinal);
        var name = Excerpt.Cut(Excerpt.OneLine(end < 0 ? text : text[..end]), _options.MaxNameLength);
        var rest = end < 0 ? "" : text[(end + _options.NameEnd.Length)..];
        var tags = rest.Split(_options.TagEnd).Select(Excerpt.OneLine).Where(tag => tag.Length > 0);
        return name.Length == 0 ? null : new Item(name, [.. tags.Distinct(StringComparer.Ordinal)]);
    }

    private sealed record Item(string Name, string[] Tags);
}
