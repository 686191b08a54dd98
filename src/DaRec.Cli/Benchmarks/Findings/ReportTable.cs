namespace DaRec.Cli.Benchmarks.Findings;

/// <summary>Figures that are no comparison: what parts of a whole take, for one.</summary>
/// <param name="Title">What it shows.</param>
/// <param name="Columns">Titles of the columns; the first names the row.</param>
/// <param name="Rows">As many cells each as there are columns.</param>
internal sealed record ReportTable(string Title, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
