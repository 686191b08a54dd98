using DaRec.Cli.Benchmarks.Findings;

namespace DaRec.Cli.Output;

/// <summary>The theorems' report as Markdown.</summary>
internal static class TheoremsMarkdown
{
    /// <summary>The text, with the command that made it at the top.</summary>
    public static string Of(TheoremsReport report)
    {
        List<string> lines =
        [
            "# Theorems",
            "",
            "```bash",
            report.Command,
            "```",
            "",
            .. report.Machine.Lines().Select(line => $"{line}  "),
        ];
        Add(lines, TheoremTables.First(report), TheoremTables.FirstSummary(report));
        Add(lines, TheoremTables.Second(report), TheoremTables.SecondSummary(report));
        return string.Join('\n', lines) + "\n";
    }

    private static void Add(List<string> lines, IReadOnlyList<ReportTable> tables, IReadOnlyList<string> summary)
    {
        foreach (var table in tables)
        {
            lines.AddRange(["", $"## {table.Title}", "", Line(table.Columns), Line([.. table.Columns.Select((_, at) => at == 0 ? "---" : "--:")])]);
            lines.AddRange(table.Rows.Select(Line));
        }

        lines.AddRange(summary.SelectMany(line => new[] { "", line }));
    }

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal)))} |";
}
