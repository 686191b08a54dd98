namespace DaRec.Recommenders.Data;

/// <summary>Splits a line into fields; with another separator than the tab, fields may be quoted as in RFC 4180.</summary>
internal ref struct DelimitedLine(ReadOnlySpan<char> line, char separator)
{
    private ReadOnlySpan<char> rest = line;
    private bool isAtEnd;

    /// <summary>Whether a quoted field does not end, or has more behind its closing quote.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next field, without surrounding blanks unless quoted; false at the end and where malformed.</summary>
    public bool TryNext(out ReadOnlySpan<char> field)
    {
        field = default;
        if (isAtEnd)
            return false;

        var trimmed = rest.TrimStart(' ');
        if (separator != '\t' && trimmed.StartsWith('"'))
            return TryQuoted(trimmed[1..], out field);

        int end = rest.IndexOf(separator);
        field = (end < 0 ? rest : rest[..end]).Trim(' ');
        Advance(end);
        return true;
    }

    private bool TryQuoted(ReadOnlySpan<char> text, out ReadOnlySpan<char> field)
    {
        int close = 0;
        bool hasQuotes = false;
        while (true)
        {
            int next = text[close..].IndexOf('"');
            if (next < 0)
                return Malformed(out field);
            close += next;
            if (close + 1 == text.Length || text[close + 1] != '"')
                break;
            hasQuotes = true; // a doubled quote stands for one
            close += 2;
        }

        field = hasQuotes ? text[..close].ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : text[..close];
        rest = text[(close + 1)..].TrimStart(' ');
        if (!rest.IsEmpty && rest[0] != separator)
            return Malformed(out field);

        Advance(rest.IsEmpty ? -1 : 0);
        return true;
    }

    private void Advance(int separatorAt)
    {
        isAtEnd = separatorAt < 0;
        rest = isAtEnd ? default : rest[(separatorAt + 1)..];
    }

    private bool Malformed(out ReadOnlySpan<char> field)
    {
        field = default;
        IsMalformed = isAtEnd = true;
        return false;
    }
}
