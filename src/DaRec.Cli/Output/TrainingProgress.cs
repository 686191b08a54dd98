using DaRec.Recommenders.Training;
using Spectre.Console;

namespace DaRec.Cli.Output;

/// <summary>What shows while training runs: a line for each evaluation, and at a terminal the epoch under way.</summary>
internal static class TrainingProgress
{
    /// <summary>Runs training with its progress shown.</summary>
    public static TrainingResult Show(
        CliContext context, TrainerOptions options, bool isQuiet, Func<IProgress<EpochReport>?, TrainingResult> train)
    {
        if (isQuiet)
        {
            return train(null);
        }

        if (!context.IsTerminal)
        {
            return train(new Reporter(report => WriteLook(context.WriteLine, report, options)));
        }

        return context.Console.Status().Start($"epoch 1 of at most {options.MaxEpochs}", status => train(new Reporter(report =>
        {
            WriteLook(line => context.Console.WriteLine(line), report, options);
            status.Status($"epoch {Math.Min(report.Epoch + 1, options.MaxEpochs)} of at most {options.MaxEpochs}");
        })));
    }

    private static void WriteLook(Action<string> write, EpochReport report, TrainerOptions options)
    {
        if (report.Epoch % options.EvaluateEvery != 0 && report.Epoch != options.MaxEpochs)
        {
            return;
        }

        var line = $"epoch {report.Epoch,4}  loss {Tables.Number(report.Loss)}";
        if (report.Alignment is [.., var total])
        {
            line += $"  align {Tables.Number(total.Value)}";
        }

        if (report.Validation is { } metrics)
        {
            var error = metrics.SampledFrom is null ? "" : $" ± {Tables.Number(metrics.RecallErrors[options.Cutoff])}";
            line += $"  recall@{options.Cutoff} {Tables.Number(metrics.Recall[options.Cutoff])}{error}" +
                $"  ndcg@{options.Cutoff} {Tables.Number(metrics.Ndcg[options.Cutoff])}{(report.IsBest ? "  best" : "")}";
        }

        write(line);
    }

    // Progress<T> would report from other threads, in any order.
    private sealed class Reporter(Action<EpochReport> report) : IProgress<EpochReport>
    {
        public void Report(EpochReport value) => report(value);
    }
}
