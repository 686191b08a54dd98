using DaRec.Cli.Benchmarks.Findings;

namespace DaRec.Cli.Benchmarks.Reporting;

/// <summary>The report as Markdown.</summary>
internal static class MarkdownReport
{
    /// <summary>The text, with the command that made it at the top.</summary>
    /// <param name="report">What to tell.</param>
    /// <param name="plot">File name of the plot beside it; null where there is none.</param>
    public static string Of(BenchmarkReport report, string? plot)
    {
        ArgumentNullException.ThrowIfNull(report);
        List<string> lines =
        [
            "# Benchmarks",
            "",
            "```bash",
            report.Command,
            "```",
            "",
            .. report.Machine.Lines().Select(line => $"{line}  "),
            $"Graph: {report.Data}; {report.Rounds} rounds.",
            "",
            BenchmarkReport.Legend,
        ];
        if (report.Findings.Any())
        {
            Add(lines, FindingText.Columns, report.Findings.Select(FindingText.Row));
        }

        foreach (var table in report.Tables)
        {
            lines.AddRange(["", $"## {table.Title}"]);
            Add(lines, table.Columns, table.Rows);
        }

        if (plot is not null)
        {
            lines.AddRange(["", $"![Time and memory against N̂]({plot})"]);
        }

        return string.Join('\n', lines) + "\n";
    }

    private static void Add(List<string> lines, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        lines.AddRange(["", Line(columns), Line([.. columns.Select((_, at) => at == 0 ? "---" : "--:")])]);
        lines.AddRange(rows.Select(Line));
    }

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";
}
