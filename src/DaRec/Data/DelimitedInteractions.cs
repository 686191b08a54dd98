namespace DaRec.Data;

/// <summary>Interactions from text files, a line each: user, item and whatever else, which is ignored.</summary>
/// <remarks>
/// UTF-8, with or without byte order mark. Tabs, commas or semicolons separate; in files with another separator than the
/// tab, fields may be quoted as in RFC 4180, but not run over several lines. Blank lines are skipped, and blanks around an id.
/// </remarks>
public static class DelimitedInteractions
{
    private static readonly string[] UserNames =
        ["user", "users", "userid", "username", "uid", "customer", "customerid", "reviewer", "reviewerid"];

    private static readonly string[] ItemNames = ["item", "items", "itemid", "itemname", "iid", "product", "productid", "asin"];

    /// <summary>Reads a file; the result has as many users and items as the maps hold afterwards.</summary>
    /// <param name="path">The text file.</param>
    /// <param name="users">Numbers of the users; unknown ones are added unless the options say otherwise.</param>
    /// <param name="items">Numbers of the items; likewise.</param>
    /// <param name="options">Separator, header and unknown ids; by default the first two are detected and the last added.</param>
    /// <param name="warn">Is told of lines that were skipped because their ids are unknown.</param>
    /// <exception cref="InvalidDataException">
    /// A malformed line, or an unknown id that is to be rejected; the message names the line.
    /// </exception>
    public static Interactions Read(string path, IdMap users, IdMap items, DelimitedOptions? options = null, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        options ??= new DelimitedOptions();

        List<int> userNumbers = [];
        List<int> itemNumbers = [];
        var ofUnknownUsers = 0;
        var ofUnknownItems = 0;
        var separator = options.Separator;
        var isFirst = true;
        foreach (var (lineNumber, line) in TextLines.Read(path))
        {
            separator ??= DetectSeparator(line)
                ?? throw TextLines.Error(path, lineNumber, line, "expected a tab, comma or semicolon after the user");
            var (user, item) = ParseLine(path, lineNumber, line, separator.Value);

            var isHeader = isFirst && (options.HasHeader ?? LooksLikeHeader(path, lineNumber, line, user, item));
            isFirst = false;
            if (isHeader)
            {
                continue;
            }

            var isUserKnown = TryNumber(users, user, options.UnknownUsers, path, lineNumber, line, "user", out var userNumber);
            var isItemKnown = TryNumber(items, item, options.UnknownItems, path, lineNumber, line, "item", out var itemNumber);
            if (isUserKnown && isItemKnown)
            {
                userNumbers.Add(userNumber);
                itemNumbers.Add(itemNumber);
            }

            ofUnknownUsers += isUserKnown ? 0 : 1;
            ofUnknownItems += isUserKnown && !isItemKnown ? 1 : 0;
        }

        if (ofUnknownUsers + ofUnknownItems > 0)
        {
            warn?.Invoke(
                $"{Path.GetFileName(path)}: {ofUnknownUsers + ofUnknownItems} interactions were skipped, " +
                $"{ofUnknownUsers} of unknown users and {ofUnknownItems} of known users with unknown items.");
        }

        return Interactions.FromPairs([.. userNumbers], [.. itemNumbers], users.Count, items.Count);
    }

    private static char? DetectSeparator(string line)
    {
        if (line.Contains('\t'))
        {
            return '\t';
        }

        var isQuoted = false;
        foreach (var character in line)
        {
            if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (character is ',' or ';' && !isQuoted)
            {
                return character;
            }
        }

        return null;
    }

    private static (string User, string Item) ParseLine(string path, int lineNumber, string line, char separator)
    {
        var fields = new DelimitedLine(line, separator);
        var isPair = fields.TryNext(out var user) & fields.TryNext(out var item);

        // To the end: an open quote further on would make the next lines look like interactions.
        while (fields.TryNext(out _))
        {
        }

        if (fields.IsMalformed)
        {
            throw TextLines.Error(path, lineNumber, line, "a quoted field does not end where it should");
        }

        if (!isPair || user.IsEmpty || item.IsEmpty)
        {
            throw TextLines.Error(path, lineNumber, line, $"expected user and item with {Name(separator)} between them");
        }

        if (user.Contains('\t') || item.Contains('\t'))
        {
            throw TextLines.Error(path, lineNumber, line, "an id must not hold a tab");
        }

        return (user.ToString(), item.ToString());
    }

    private static bool LooksLikeHeader(string path, int lineNumber, string line, string first, string second)
    {
        if (ItemNames.Contains(Simplify(first)) && UserNames.Contains(Simplify(second)))
        {
            throw TextLines.Error(path, lineNumber, line, "expected the user before the item");
        }

        return UserNames.Contains(Simplify(first));
    }

    private static string Simplify(string name) => string.Concat(name.Where(char.IsLetterOrDigit)).ToLowerInvariant();

    private static bool TryNumber(
        IdMap map, string id, UnknownIds unknown, string path, int lineNumber, string line, string kind, out int number)
    {
        if (map.TryGetNumber(id, out number))
        {
            return true;
        }

        if (unknown == UnknownIds.Reject)
        {
            throw TextLines.Error(path, lineNumber, line, $"{kind} '{id}' is not in the id map");
        }

        if (unknown == UnknownIds.Skip)
        {
            return false;
        }

        number = map.GetOrAdd(id);
        return true;
    }

    private static string Name(char separator) => separator == '\t' ? "a tab" : $"'{separator}'";
}
