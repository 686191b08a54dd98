namespace DaRec.Text;

/// <summary>How a file holds texts.</summary>
public enum TextFormat
{
    /// <summary>Lines of id, tab, text; further tabs belong to the text, and quotes mean themselves. Extensions .tsv and .txt.</summary>
    TabSeparated,

    /// <summary>
    /// Fields between commas, semicolons or tabs, quoted as in RFC 4180 and then free to run over several lines. Extension .csv.
    /// </summary>
    Csv,

    /// <summary>A JSON object a line. Extensions .jsonl, .ndjson and .json.</summary>
    JsonLines,
}
