namespace DaRec.Text;

/// <summary>Texts in the order of the rows.</summary>
/// <param name="Texts">Text i of row i, as it stands in the file; null where there is none or only blanks.</param>
/// <param name="MissingCount">Rows without a text.</param>
/// <param name="SkippedCount">Texts of ids that no row has.</param>
public sealed record TextTable(IReadOnlyList<string?> Texts, int MissingCount, int SkippedCount);
