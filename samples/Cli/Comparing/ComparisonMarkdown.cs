using DaRec.Cli.Settings;

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
            Comparison.Legend,
        ];
        foreach (var methods in comparison.Backbones)
        {
            lines.AddRange(["", $"## {Method.Backbones[methods.Key].Title}", ""]);
            var columns = ComparisonTable.Columns(comparison);
            lines.AddRange([Line(columns), Line([.. columns.Select((_, at) => at == 0 ? "---" : "--:")])]);
            lines.AddRange(ComparisonTable.Rows(comparison, methods).Select(Line));
        }

        if (comparison.Failed.Count > 0)
        {
            lines.AddRange(["", "## Failed", ""]);
            lines.AddRange(comparison.Failed.Select(outcome => $"- {outcome.Run.Title}: {outcome.Error}"));
        }

        if (plot is not null)
        {
            lines.AddRange(["", $"![{Metric.Recall20.Title} of each method]({plot})"]);
        }

        return string.Join('\n', lines) + "\n";
    }

    private static string Line(IReadOnlyList<string> cells) => $"| {string.Join(" | ", cells)} |";
}
