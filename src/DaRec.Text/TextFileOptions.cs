using System.Globalization;
using DaRec.Internal;

namespace DaRec.Text;

/// <summary>Options of <see cref="TextFile.Read"/>: format, columns and ids.</summary>
public sealed record TextFileOptions
{
    /// <summary>Format of the file; null, the default, follows its extension.</summary>
    public TextFormat? Format { get; init => field = Guard.Defined(value); }

    /// <summary>
    /// Ids in the order of the rows, for files with ids: <c>IdMap.Ids</c> of the interactions. Null, the default, for files with row
    /// numbers 0, 1, 2, …
    /// </summary>
    public IReadOnlyList<string>? Ids { get; init; }

    /// <summary>
    /// Number of rows, ≥ 1, for files with row numbers; null, the default, takes the largest number + 1. Ignored where <see cref="Ids"/>
    /// are given, which have one id per row.
    /// </summary>
    public int? Count { get; init => field = Guard.AtLeast(value, 1); }

    /// <summary>
    /// Whether texts of ids or numbers without a row are skipped and counted; false by default: such a text is an error. Use it with
    /// catalogues that have more items than the interactions.
    /// </summary>
    public bool SkipUnknown { get; init; }

    /// <summary>
    /// Name of the column or key with the id; null, the default, takes id, item_id, user_id or the like, and the first column of a table
    /// without a header.
    /// </summary>
    public string? IdColumn { get; init; }

    /// <summary>
    /// Names of the columns or keys with the text, joined with " | "; null, the default, takes text, title, description or the like, and
    /// the second column of a table without a header.
    /// </summary>
    public IReadOnlyList<string>? TextColumns { get; init; }

    /// <summary>
    /// Whether the first line of a table names its columns; null, the default, detects names of an id and a text. Ignored for JSON lines.
    /// </summary>
    public bool? HasHeader { get; init; }

    /// <summary>
    /// Character between the fields of a CSV file; null, the default, is detected in the first line: a tab outside quotes, otherwise the
    /// first comma or semicolon outside quotes.
    /// </summary>
    public char? Separator { get; init; }

    /// <summary>The options on one line; ids by their number.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{nameof(TextFileOptions)} {{ {nameof(Format)} = {Format}, {nameof(Ids)} = {(Ids is null ? "" : $"{Ids.Count} ids")}, " +
        $"{nameof(Count)} = {Count}, {nameof(SkipUnknown)} = {SkipUnknown}, {nameof(IdColumn)} = {IdColumn}, " +
        $"{nameof(TextColumns)} = {(TextColumns is null ? "" : $"[{string.Join(", ", TextColumns)}]")}, " +
        $"{nameof(HasHeader)} = {HasHeader}, {nameof(Separator)} = {Separator} }}");
}
