using DaRec.Internal;

namespace DaRec.Text;

/// <summary>How <see cref="TextFile"/> reads a file.</summary>
public sealed record TextFileOptions
{
    /// <summary>The format; null, the default, goes by the extension.</summary>
    public TextFormat? Format
    {
        get;
        init => field = value is { } format ? Guard.Defined(format, nameof(Format)) : null;
    }

    /// <summary>
    /// Ids in the order of the rows, where the file names items by id: <c>IdMap.Ids</c> of the interactions. Null, the default, for files
    /// that number items 0, 1, 2, …
    /// </summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>
    /// Number of rows, ≥ 1, where the file numbers them; null, the default, takes one more than the largest number. Ignored with
    /// <see cref="Ids"/>, of which there is one a row.
    /// </summary>
    public int? Count
    {
        get;
        init => field = value is { } count ? Guard.AtLeast(count, 1, nameof(Count)) : null;
    }

    /// <summary>
    /// Whether texts of ids or numbers that no row has are skipped and counted, as a catalogue larger than the interactions needs;
    /// otherwise they are errors. Default false.
    /// </summary>
    public bool SkipUnknown { get; init; }

    /// <summary>
    /// The column or key with the id; null, the default, looks for id, item_id, user_id and the like, and takes the first column where
    /// there is no header.
    /// </summary>
    public string? IdColumn { get; init; }

    /// <summary>
    /// The columns or keys whose values make the text, joined with " | " where several are there; null, the default, looks for text,
    /// title, description and the like, and takes the second column where there is no header.
    /// </summary>
    public IReadOnlyList<string>? TextColumns { get; init; }

    /// <summary>
    /// Whether the first line of a table names its columns; null, the default, looks whether it names an id and a text. Ignored for JSON
    /// lines.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>The character between CSV fields; null, the default, takes the one that the first line has most of.</summary>
    public char? Separator { get; init; }
}
