using System.Globalization;
using DaRec.Text.Internal;

namespace DaRec.Text;

/// <summary>Writes texts of users from the items that they liked in the training part, and from nothing else.</summary>
/// <remarks>
/// <para>
/// A user's tags are those of their items, the most frequent first, and in the order of their characters where as frequent. Items come
/// by how many of the user's items share the tags that are named, then by how many users have them, then by number. So the same
/// input gives the same texts.
/// </para>
/// <para>An item's text is <c>name | tag, tag, …</c>; one without the bar is a name alone.</para>
/// </remarks>
public sealed class ProfileBuilder
{
    private readonly Item?[] _items;
    private readonly ProfileOptions _options;

    /// <summary>A builder for items with those texts.</summary>
    /// <param name="itemTexts">Text i of item i; items without a text are not named.</param>
    /// <param name="options">Templates and lengths; null for the defaults.</param>
    public ProfileBuilder(IReadOnlyList<string?> itemTexts, ProfileOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(itemTexts);
        _options = options ?? new ProfileOptions();
        _items = [.. itemTexts.Select(Parse)];
    }

    /// <summary>Text u of user u; null for users without an item that has a text.</summary>
    /// <param name="training">What users liked; see <see cref="TrainingItems"/> for what is refused.</param>
    /// <exception cref="ArgumentException">An item that has no row among the texts.</exception>
    public IReadOnlyList<string?> Build(TrainingItems training)
    {
        ArgumentNullException.ThrowIfNull(training);
        var degrees = Degrees(training);
        var profiles = new string?[training.UserCount];
        for (var user = 0; user < profiles.Length; user++)
        {
            profiles[user] = Describe(training.Of(user), degrees);
        }

        return profiles;
    }

    private int[] Degrees(TrainingItems training)
    {
        var degrees = new int[_items.Length];
        for (var user = 0; user < training.UserCount; user++)
        {
            foreach (var item in training.Of(user))
            {
                if (item >= degrees.Length)
                {
                    throw new ArgumentException(
                        $"User {user} has item {item}; there are texts of {degrees.Length} items.", nameof(training));
                }

                degrees[item]++;
            }
        }

        return degrees;
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
