namespace DaRec.Text;

/// <summary>Format of a file of texts.</summary>
public enum TextFormat
{
    /// <summary>
    /// Lines of id, tab and text; further tabs belong to the text, and quotes are ordinary characters. Extensions .tsv and .txt.
    /// </summary>
    TabSeparated,

    /// <summary>
    /// Fields separated by commas, semicolons or tabs. Unless the separator is a tab, fields may be quoted as in RFC 4180 and then span
    /// lines.
    /// Extension .csv.
    /// </summary>
    Csv,

    /// <summary>One JSON object per line. Extensions .jsonl, .ndjson and .json.</summary>
    JsonLines,
}
