namespace DaRec.Data;

/// <summary>Names of columns, compared by their letters and digits alone.</summary>
internal static class ColumnNames
{
    private const int Longest = 64;

    /// <summary>"item_ID" as "itemid"; nothing for what is too long for a name, which need not be read whole.</summary>
    public static string Simplify(ReadOnlySpan<char> name)
    {
        if (name.Length > Longest)
        {
            return "";
        }

        Span<char> simple = stackalloc char[Longest];
        var length = 0;
        foreach (var character in name)
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
}
