using DaRec.Internal;

namespace DaRec.Data;

/// <summary>The reader behind <see cref="Interactions.ReadDelimited"/>.</summary>
internal static class DelimitedInteractions
{
    private const string Remedy =
        "Choose with DelimitedOptions.UserColumn and DelimitedOptions.ItemColumn; DelimitedOptions.HasHeader says that a file has no header";

    /// <param name="path">The file.</param>
    /// <param name="users">Numbers of the users.</param>
    /// <param name="items">Numbers of the items.</param>
    /// <param name="options">Separator, header, columns and unknown ids.</param>
    /// <param name="warn">Called with sentences.</param>
    /// <param name="namesIgnored">Whether to say which columns are ignored; of several parts alike, one is enough.</param>
    public static Interactions Read(
        string path, IdMap users, IdMap items, DelimitedOptions? options = null, Action<string>? warn = null, bool namesIgnored = true)
    {
        ArgumentNullException.ThrowIfNull(users);
        ArgumentNullException.ThrowIfNull(items);
        options ??= new DelimitedOptions();

        var (userNumbers, itemNumbers) = (new LongList<int>(), new LongList<int>());
        var (ofUnknownUsers, ofUnknownItems) = (0L, 0L);
        InteractionColumns? columns = null;
        using var reader = new DelimitedReader(path, options.Separator);
        while (reader.Read())
        {
            if (columns is null)
            {
                (columns, var isHeader) = FindColumns(path, reader, options, namesIgnored ? warn : null);
                if (isHeader)
                {
                    continue;
                }
            }

            CheckPair(reader, columns);
            var isUserKnown = TryNumber(users, reader, columns.User, options.UnknownUsers, "user", out var userNumber);
            var isItemKnown = TryNumber(items, reader, columns.Item, options.UnknownItems, "item", out var itemNumber);
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

        return InteractionsBuilder.Build(userNumbers, itemNumbers, users.Count, items.Count);
    }

    private static (InteractionColumns Columns, bool IsHeader) FindColumns(
        string path, DelimitedReader reader, DelimitedOptions options, Action<string>? warn)
    {
        var names = reader.ToArray();
        var choice = new ColumnChoice { User = options.UserColumn, Item = options.ItemColumn, Remedy = Remedy };
        if (options.HasHeader == false && choice.IsMade)
        {
            throw reader.Error("expected a header, since columns are chosen by name; DelimitedOptions.HasHeader says that there is none");
        }

        var isHeader = options.HasHeader
            ?? (choice.IsMade || (names.Length > 1 && (InteractionColumns.HasKnownName(names) || IsUnlikeTheRest())));
        if (!isHeader)
        {
            WarnOfFurther(names.Length);
            return (InteractionColumns.First, false);
        }

        var columns = InteractionColumns.Named(names, choice, reader.Error);
        WarnOfOthers(columns);
        return (columns, true);

        bool IsUnlikeTheRest() => HeaderGuess.LooksLikeHeader(HeaderGuess.Sample(path, options.Separator));

        void WarnOfFurther(int count)
        {
            if (count > 2)
            {
                warn?.Invoke($"{Path.GetFileName(path)}: the fields after user and item are ignored; each line counts as an interaction.");
            }
        }

        void WarnOfOthers(InteractionColumns found)
        {
            string[] others = [.. names.Where((_, at) => at != found.User && at != found.Item)];
            if (others.Length > 0)
            {
                warn?.Invoke(
                    $"{Path.GetFileName(path)}: {string.Join(", ", others.Select(name => $"'{name}'"))} " +
                    $"{(others.Length == 1 ? "is" : "are")} ignored; each line counts as an interaction" +
                    $"{(found.Rating is null ? "" : ", whatever its rating")}.");
            }
        }
    }

    private static void CheckPair(DelimitedReader reader, InteractionColumns columns)
    {
        if (reader.Separator is not { } separator)
        {
            throw reader.Error("expected a tab, comma or semicolon after the user");
        }

        var (user, item) = (columns.User, columns.Item);
        if (reader.FieldCount <= Math.Max(user, item) || reader[user].IsEmpty || reader[item].IsEmpty)
        {
            throw reader.Error(
                columns == InteractionColumns.First
                    ? $"expected user and item with {Name(separator)} between them"
                    : $"expected the user in field {user + 1} and the item in field {item + 1}, with {Name(separator)} between fields");
        }

        if (reader[user].ContainsAny('\t', '\n') || reader[item].ContainsAny('\t', '\n'))
        {
            throw reader.Error("an id must not hold a tab or line break");
        }
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
