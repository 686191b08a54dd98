namespace DaRec.Data;

/// <summary>Splits a line into fields; with another separator than the tab, fields may be quoted as in RFC 4180.</summary>
internal ref struct DelimitedLine(ReadOnlySpan<char> line, char separator)
{
    private ReadOnlySpan<char> _rest = line;
    private bool _isAtEnd;

    /// <summary>Whether a quoted field does not end, or has more behind its closing quote.</summary>
    public bool IsMalformed { get; private set; }

    /// <summary>The next field, without surrounding blanks unless quoted; false at the end and where malformed.</summary>
    public bool TryNext(out ReadOnlySpan<char> field)
    {
        field = default;
        if (_isAtEnd)
        {
            return false;
        }

        var trimmed = _rest.TrimStart(' ');
        if (separator != '\t' && trimmed.StartsWith('"'))
        {
            return TryQuoted(trimmed[1..], out field);
        }

        var end = _rest.IndexOf(separator);
        field = (end < 0 ? _rest : _rest[..end]).Trim(' ');
        Advance(end);
        return true;
    }

    private bool TryQuoted(ReadOnlySpan<char> text, out ReadOnlySpan<char> field)
    {
        var close = 0;
        var hasQuotes = false;
        while (true)
        {
            var next = text[close..].IndexOf('"');
            if (next < 0)
            {
                return Malformed(out field);
            }

            close += next;
            if (close + 1 == text.Length || text[close + 1] != '"')
            {
                break;
            }

            hasQuotes = true; // a doubled quote stands for one
            close += 2;
        }

        field = hasQuotes ? text[..close].ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : text[..close];
        _rest = text[(close + 1)..].TrimStart(' ');
        if (!_rest.IsEmpty && _rest[0] != separator)
        {
            return Malformed(out field);
        }

        Advance(_rest.IsEmpty ? -1 : 0);
        return true;
    }

    private void Advance(int separatorAt)
    {
        _isAtEnd = separatorAt < 0;
        _rest = _isAtEnd ? default : _rest[(separatorAt + 1)..];
    }

    private bool Malformed(out ReadOnlySpan<char> field)
    {
        field = default;
        IsMalformed = _isAtEnd = true;
        return false;
    }
}
