namespace DaRec.Cli.Comparing;

/// <summary>The comparison as Markdown.</summary>
internal static class ComparisonMarkdown
{
    /// <summary>The text, with the command that made it at the top.</summary>
    /// <param name="comparison">What to tell.</param>
    /// <param name="plot">File name of the plot beside it; null where there is none.</param>
    public static string Of(Comparison comparison, string? plot)
    {
        List<string> lines =
        [
            "# Comparison",
            "",
            "```bash",
            comparison.Command,
            "```",
            "",
            .. comparison.Machine.Lines().Select(line => $"{line}  "),
            $"{(comparison.Jobs == 1 ? "One run" : $"{comparison.Jobs} runs")} at a time.  ",
            $"Data: {comparison.Data}.",
            "",
            comparison.Legend,
        ];
        foreach (var (title, methods) in comparison.Tables)
        {
            lines.AddRange(["", $"## {title}", ""]);
            lines.AddRange(Table(ComparisonTable.Columns(comparison), ComparisonTable.Rows(comparison, methods)));
            if (RankingTable.IsFilled(comparison))
            {
                lines.AddRange(["", "New items:", ""]);
                lines.AddRange(Table(RankingTable.Columns(comparison), RankingTable.Rows(comparison, methods)));
            }

            lines.AddRange(["", "Tail, middle and head items and users:", ""]);
            lines.AddRange(Table(SliceTable.Columns, SliceTable.Rows(comparison, methods)));
        }

        if (RankingTable.IsFilled(comparison))
        {
            lines.AddRange(["", RankingTable.Legend]);
        }

        if (comparison.Methods.Count > 0)
        {
            lines.AddRange(["", SliceTable.Legend(comparison)]);
        }

        if (comparison.Verdict is { } verdict)
        {
            lines.AddRange(["", "## Verdict", "", .. VerdictText.Lines(verdict).SelectMany(line => new[] { line, "" }), VerdictText.Legend]);
        }

        if (comparison.Failures.Any())
        {
            lines.AddRange(["", "## Failed", ""]);
            lines.AddRange(comparison.Failures.Select(failure => $"- {failure.Title}: {failure.Error}"));
        }

        if (plot is not null)
        {
            lines.AddRange(["", $"![{Metric.Recall20.Title} of each method]({plot})"]);
        }

        return string.Join('\n', lines) + "\n";
    }

    private static IEnumerable<string> Table(IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows) =>
        [Line(columns), Line([.. columns.Select((_, at) => at == 0 ? "---" : "--:")]), .. rows.Select(Line)];

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";
}
