using System.Globalization;
using DaRec.Recommenders.Data;
using DaRec.Recommenders.Training;
using Spectre.Console;

namespace DaRec.QuickStart;

/// <summary>What the terminal shows.</summary>
internal static class Report
{
    public static void Header(Dataset data, int seed) => AnsiConsole.MarkupLine(Format(
        $"Synthetic data, seed {seed}: {data.UserCount} users, {data.ItemCount} items, {data.Train.Count} training interactions."));

    /// <summary>Runs the work with a line for each evaluation, rewritten in place on a terminal.</summary>
    public static TrainingResult WithProgress(string name, Func<IProgress<EpochReport>, TrainingResult> work)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive)
        {
            AnsiConsole.WriteLine($"{name} …");
            return work(new Observer(report =>
            {
                if (report.Epoch % 30 == 0)
                {
                    AnsiConsole.WriteLine(Line(name, report));
                }
            }));
        }

        return AnsiConsole.Status().Start(name, status => work(new Observer(report => status.Status(Markup.Escape(Line(name, report))))));
    }

    public static void Comparison(Outcome alone, Outcome aligned)
    {
        var table = new Table().AddColumns("", "Recall@20", "NDCG@20", "best epoch", "s / epoch");
        foreach (var outcome in new[] { alone, aligned })
        {
            table.AddRow(
                outcome.Name,
                Format($"{outcome.Test.Recall[20]:f4}"),
                Format($"{outcome.Test.Ndcg[20]:f4}"),
                Format($"{outcome.BestEpoch}"),
                Format($"{outcome.SecondsPerEpoch:f3}"));
        }

        table.AddRow(
            "[bold]gain[/]",
            Gain(alone.Test.Recall[20], aligned.Test.Recall[20]),
            Gain(alone.Test.Ndcg[20], aligned.Test.Ndcg[20]),
            "",
            "");
        AnsiConsole.Write(table);

        var (first, best) = (aligned.Epochs[0].Alignment, aligned.Epochs[aligned.BestEpoch - 1].Alignment);
        var terms = new Table().AddColumns("alignment term", "first epoch", "best epoch");
        foreach (var (before, after) in first.Zip(best).SkipLast(1)) // the last is their weighted total
        {
            terms.AddRow(before.Key, Format($"{before.Value:f4}"), Format($"{after.Value:f4}"));
        }

        AnsiConsole.Write(terms);
    }

    private static string Gain(double before, double after) => Format($"[bold]{(after / before) - 1:+0.0 %;-0.0 %}[/]");

    private static string Line(string name, EpochReport report) => report.Validation is { } validation
        ? Format($"{name}: epoch {report.Epoch}, loss {report.Loss:f4}, validation Recall@20 {validation.Recall[20]:f4}")
        : Format($"{name}: epoch {report.Epoch}, loss {report.Loss:f4}");

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>Reports at once, on the training thread, where Progress would post to the pool.</summary>
    private sealed class Observer(Action<EpochReport> report) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => report(value);
    }
}
