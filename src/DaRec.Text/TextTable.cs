namespace DaRec.Text;

/// <summary>Texts of a file in the order of the rows; the result of <see cref="TextFile.Read"/>.</summary>
public sealed class TextTable
{
    /// <summary>Text i belongs to row i; null where the file has none or a blank one.</summary>
    public required IReadOnlyList<string?> Texts { get; init; }

    /// <summary>Number of rows without a text.</summary>
    public required int MissingCount { get; init; }

    /// <summary>Number of texts that were skipped because their ids have no row.</summary>
    public required int SkippedCount { get; init; }
}
