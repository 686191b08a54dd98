namespace DaRec.Data;

/// <summary>Names of columns, compared by their letters and digits alone.</summary>
internal static class ColumnNames
{
    private const int Longest = 64;
    private const int MostListed = 30;

    /// <summary>
    /// "item_ID" as "itemid", and "item_id:token", as some data sets declare types, likewise; nothing for what is too long for a name,
    /// which need not be read whole.
    /// </summary>
    public static string Simplify(ReadOnlySpan<char> name)
    {
        if (name.Length > Longest)
        {
            return "";
        }

        Span<char> simple = stackalloc char[Longest];
        var length = 0;
        var end = name.IndexOf(':');
        foreach (var character in end < 0 ? name : name[..end])
        {
            if (char.IsLetterOrDigit(character))
            {
                simple[length++] = char.ToLowerInvariant(character);
            }
        }

        return simple[..length].ToString();
    }

    /// <summary>The first of the known names that one of the fields has, as the field is written; null where there is none.</summary>
    public static string? Find(IReadOnlyList<string> fields, IReadOnlyList<string> known)
    {
        string[] simple = [.. fields.Select(field => Simplify(field))];
        return known.Select(name => Array.IndexOf(simple, name)).Where(at => at >= 0).Select(at => fields[at]).FirstOrDefault();
    }

    /// <summary>Where a field of this name is, written exactly so or else with the same letters and digits; null for none.</summary>
    public static int? IndexOf(IReadOnlyList<string> fields, string? name)
    {
        if (name is null)
        {
            return null;
        }

        var (exact, simple) = (-1, Simplify(name));
        for (var at = fields.Count - 1; at >= 0; at--)
        {
            exact = fields[at] == name ? at : exact;
        }

        for (var at = 0; at < fields.Count && exact < 0 && simple.Length > 0; at++)
        {
            exact = Simplify(fields[at]) == simple ? at : exact;
        }

        return exact < 0 ? null : exact;
    }

    /// <summary>What there is, for a message: "there are 'a', 'b'".</summary>
    public static string List(IReadOnlyList<string> names)
    {
        var more = names.Count > MostListed ? $" and {names.Count - MostListed} more" : "";
        return $"there {(names.Count == 1 ? "is" : "are")} {string.Join(", ", names.Take(MostListed).Select(name => $"'{name}'"))}{more}";
    }
}
