using System.Globalization;
using DaRec.Cli.Runs;
using DaRec.Text;
using Spectre.Console;

namespace DaRec.Cli.Output;

/// <summary>What shows while texts are encoded: at a terminal a bar with the time left, otherwise a line for every tenth.</summary>
internal static class EncodeProgress
{
    private const int Lines = 10;

    /// <summary>Does the work with its progress shown.</summary>
    public static T Show<T>(CliContext context, string title, Func<IProgress<EmbeddingProgress>, T> work)
    {
        if (!context.IsTerminal)
        {
            var shown = -1;
            return work(new Reporter(report =>
            {
                var tenth = report.Done * Lines / report.Total;
                if (tenth > shown && report.Done > 0)
                {
                    context.WriteLine($"{title}: {Text(report)}");
                    shown = tenth;
                }
            }));
        }

        var columns = new ProgressColumn[] { new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn() };
        return context.Console.Progress().Columns(columns).AutoClear(true).Start(live =>
        {
            var bar = live.AddTask(Markup.Escape(title));
            return work(new Reporter(report =>
            {
                bar.MaxValue = report.Total;
                bar.Value = report.Done;
                bar.Description = Markup.Escape($"{title}: {Text(report)}");
            }));
        });
    }

    private static string Text(EmbeddingProgress report)
    {
        var reused = report is { Reused: > 0 } ? string.Create(CultureInfo.InvariantCulture, $", {report.Reused} of them from before") : "";
        var left = report.Left is { } time && report.Done < report.Total ? $"; {TimeLeft.InWords(time.TotalSeconds)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{report.Done} of {report.Total} texts{reused}{left}");
    }

    /// <summary>Reports at once, where Progress would post to the pool and mix up the order.</summary>
    private sealed class Reporter(Action<EmbeddingProgress> report) : IProgress<EmbeddingProgress>
    {
        public void Report(EmbeddingProgress value) => report(value);
    }
}
