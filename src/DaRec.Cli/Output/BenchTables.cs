using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Reporting;

namespace DaRec.Cli.Output;

/// <summary>What benchmarks found, in columns.</summary>
internal static class BenchTables
{
    /// <summary>The findings, then each further table.</summary>
    public static void Show(CliContext context, BenchmarkReport report)
    {
        context.WriteLine($"Graph: {report.Data}; {report.Rounds} rounds.");
        if (report.Findings.Any())
        {
            Tables.Write(context, FindingText.Columns, report.Findings.Select(FindingText.Row));
            context.WriteLine(BenchmarkReport.Legend);
        }

        foreach (var table in report.Tables)
        {
            context.WriteLine("");
            context.WriteLine(table.Title);
            Tables.Write(context, table.Columns, table.Rows);
        }
    }
}
