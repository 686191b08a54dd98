namespace DaRec.Data;

/// <summary>Records of a text file with a separator between fields: the one reader of .csv and .tsv tables.</summary>
/// <remarks>
/// Unless given, the separator is found in the first line: a tab outside quotes, otherwise the first comma or semicolon outside quotes.
/// With another separator than the tab, a field may be quoted as in RFC 4180: a quote within it is doubled, and it may span lines, whose
/// breaks become \n. A quote elsewhere than at the beginning of a field means itself. Blanks around a field are dropped, except within
/// quotes. Blank lines are skipped.
/// </remarks>
internal sealed class DelimitedReader(string path, char? separator = null) : IDisposable
{
    private readonly IEnumerator<(int Number, string Line)> _lines = TextLines.ReadAll(path).GetEnumerator();
    private readonly List<(int Start, int Length, bool HasDoubledQuotes)> _fields = [];
    private string _firstLine = "";
    private char[] _record = new char[256];
    private int _length;

    /// <summary>The character between fields; null before it is found, and where the first line has none.</summary>
    public char? Separator { get; private set; } = separator;

    /// <summary>Number of the record's first line, from 1.</summary>
    public int Line { get; private set; }

    /// <summary>Number of the record's fields.</summary>
    public int FieldCount => _fields.Count;

    /// <summary>A field of the record, valid until the next is read.</summary>
    public ReadOnlySpan<char> this[int field]
    {
        get
        {
            var (start, length, hasDoubledQuotes) = _fields[field];
            var raw = _record.AsSpan(start, length);
            return hasDoubledQuotes ? raw.ToString().Replace("\"\"", "\"", StringComparison.Ordinal) : raw;
        }
    }

    /// <summary>All fields of the record.</summary>
    public string[] ToArray() => [.. Enumerable.Range(0, FieldCount).Select(field => this[field].ToString())];

    /// <summary>Moves to the next record; false at the end.</summary>
    /// <exception cref="InvalidDataException">A quoted field does not end where it should, or the file is no UTF-8 text.</exception>
    public bool Read()
    {
        while (_lines.MoveNext())
        {
            if (string.IsNullOrWhiteSpace(_lines.Current.Line))
            {
                continue;
            }

            (Line, _firstLine) = _lines.Current;
            Separator ??= Detect(_firstLine);
            _length = 0;
            Append(_firstLine);
            Split();
            return true;
        }

        return false;
    }

    /// <summary>An error that names the file and the record's first line, and shows how that begins.</summary>
    public InvalidDataException Error(string message) => TextLines.Error(path, Line, _firstLine, message);

    /// <inheritdoc/>
    public void Dispose() => _lines.Dispose();

    private static char? Detect(string line)
    {
        char? first = null;
        var isQuoted = false;
        foreach (var character in line)
        {
            isQuoted ^= character == '"';
            if (character == '\t' && !isQuoted)
            {
                return '\t';
            }

            first ??= character is ',' or ';' && !isQuoted ? character : null;
        }

        return first ?? (line.Contains('\t') ? '\t' : null);
    }

    private void Split()
    {
        _fields.Clear();
        for (var start = 0; start >= 0;)
        {
            var at = SkipBlanks(start);
            if (Separator != '\t' && at < _length && _record[at] == '"')
            {
                start = AddQuoted(at + 1);
                continue;
            }

            var length = Separator is { } between ? _record.AsSpan(start, _length - start).IndexOf(between) : -1;
            var end = length < 0 ? _length : start + length;
            _fields.Add((at < end ? at : start, TrimmedLength(at < end ? at : start, end), false));
            start = length < 0 ? -1 : end + 1;
        }
    }

    /// <summary>Adds the field behind an opening quote; returns where the next one starts, or −1.</summary>
    private int AddQuoted(int start)
    {
        var hasDoubledQuotes = false;
        var close = start;
        while (true)
        {
            var next = _record.AsSpan(close, _length - close).IndexOf('"');
            if (next < 0)
            {
                close = _length;
                AppendNextLine();
                continue;
            }

            close += next;
            if (close + 1 == _length || _record[close + 1] != '"')
            {
                break;
            }

            hasDoubledQuotes = true; // a doubled quote stands for one
            close += 2;
        }

        _fields.Add((start, close - start, hasDoubledQuotes));
        var end = SkipBlanks(close + 1);
        return end == _length ? -1 : _record[end] == Separator ? end + 1 : throw Malformed();
    }

    private int SkipBlanks(int at)
    {
        while (at < _length && _record[at] == ' ')
        {
            at++;
        }

        return at;
    }

    private int TrimmedLength(int start, int end) => _record.AsSpan(start, end - start).TrimEnd(' ').Length;

    private void AppendNextLine()
    {
        if (!_lines.MoveNext())
        {
            throw Malformed();
        }

        Append("\n");
        Append(_lines.Current.Line);
    }

    private void Append(string text)
    {
        if (_record.Length - _length < text.Length)
        {
            Array.Resize(ref _record, Math.Max(2 * _record.Length, _length + text.Length));
        }

        text.CopyTo(_record.AsSpan(_length));
        _length += text.Length;
    }

    private InvalidDataException Malformed() => Error("a quoted field does not end where it should; quotes inside one are doubled");
}
