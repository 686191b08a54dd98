namespace DaRec.Data;

/// <summary>The reader behind <see cref="Interactions.ReadDelimited"/>.</summary>
internal static class DelimitedInteractions
{
    private const int User = 0;
    private const int Item = 1;

    private static readonly string[] UserNames =
        ["user", "users", "userid", "username", "uid", "customer", "customerid", "reviewer", "reviewerid"];

    private static readonly string[] ItemNames = ["item", "items", "itemid", "itemname", "iid", "product", "productid", "asin"];

    public static Interactions Read(string path, IdMap users, IdMap items, DelimitedOptions? options = null, Action<string>? warn = null)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        options ??= new DelimitedOptions();

        List<int> userNumbers = [];
        List<int> itemNumbers = [];
        var ofUnknownUsers = 0;
        var ofUnknownItems = 0;
        var isFirst = true;
        using var reader = new DelimitedReader(path, options.Separator);
        while (reader.Read())
        {
            CheckPair(reader);
            var isHeader = isFirst && (options.HasHeader ?? LooksLikeHeader(reader));
            isFirst = false;
            if (isHeader)
            {
                continue;
            }

            var isUserKnown = TryNumber(users, reader, User, options.UnknownUsers, "user", out var userNumber);
            var isItemKnown = TryNumber(items, reader, Item, options.UnknownItems, "item", out var itemNumber);
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

    private static void CheckPair(DelimitedReader reader)
    {
        if (reader.Separator is not { } separator)
        {
            throw reader.Error("expected a tab, comma or semicolon after the user");
        }

        if (reader.FieldCount < 2 || reader[User].IsEmpty || reader[Item].IsEmpty)
        {
            throw reader.Error($"expected user and item with {Name(separator)} between them");
        }

        if (reader[User].ContainsAny('\t', '\n') || reader[Item].ContainsAny('\t', '\n'))
        {
            throw reader.Error("an id must not hold a tab or line break");
        }
    }

    private static bool LooksLikeHeader(DelimitedReader reader)
    {
        var (first, second) = (ColumnNames.Simplify(reader[User]), ColumnNames.Simplify(reader[Item]));
        return ItemNames.Contains(first) && UserNames.Contains(second)
            ? throw reader.Error("expected the user before the item")
            : UserNames.Contains(first);
    }

    private static bool TryNumber(IdMap map, DelimitedReader reader, int field, UnknownIds unknown, string kind, out int number)
    {
        var id = reader[field];
        if (map.TryGetNumber(id, out number))
        {
            return true;
        }

        if (unknown == UnknownIds.Reject)
        {
            throw reader.Error($"{kind} '{id}' is not in the id map");
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
