using System.Globalization;
using DaRec.Cli.Runs;
using Spectre.Console;

namespace DaRec.Cli.Output;

/// <summary>What shows while runs are done: a line for each that ends, and at a terminal a bar below them.</summary>
internal sealed class RunProgress
{
    private readonly Action<string> _write;
    private readonly Action _advance;
    private readonly TimeLeft _timeLeft;
    private readonly List<PlannedRun> _left;
    private readonly int _count;

    private RunProgress(IReadOnlyList<PlannedRun> runs, int jobs, Action<string> write, Action advance)
    {
        (_write, _advance) = (write, advance);
        (_left, _count) = ([.. runs], runs.Count);
        _timeLeft = new TimeLeft(jobs);
    }

    /// <summary>Does work with its progress shown.</summary>
    /// <param name="context">Where it shows.</param>
    /// <param name="runs">All runs of the work.</param>
    /// <param name="jobs">How many at a time.</param>
    /// <param name="work">Calls <see cref="Finish"/> for those that end, and <see cref="Skip"/> for those that need not begin.</param>
    public static T Show<T>(CliContext context, IReadOnlyList<PlannedRun> runs, int jobs, Func<RunProgress, T> work)
    {
        if (!context.IsTerminal)
        {
            return work(new RunProgress(runs, jobs, context.WriteLine, () => { }));
        }

        var columns = new ProgressColumn[]
        {
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(),
        };
        return context.Console.Progress().Columns(columns).AutoClear(true).Start(live =>
        {
            var bar = live.AddTask($"{runs.Count} runs", maxValue: Math.Max(1, runs.Count));
            return work(new RunProgress(runs, jobs, line => context.Console.WriteLine(line), () => bar.Increment(1)));
        });
    }

    /// <summary>Takes note of a run that was done before.</summary>
    public void Skip(PlannedRun run, RunResult result)
    {
        _timeLeft.Add(run.Kind, result.Seconds);
        _left.Remove(run);
        _advance();
    }

    /// <summary>Takes note of a run that ended.</summary>
    public void Finish(RunOutcome outcome)
    {
        _left.Remove(outcome.Run);
        if (outcome.Result is { } result)
        {
            _timeLeft.Add(outcome.Run.Kind, result.Seconds);
        }

        var left = _left.Count > 0 && _timeLeft.Of(_left.Select(run => run.Kind)) is { } seconds
            ? $"; {TimeLeft.InWords(seconds)} left"
            : "";
        _write($"[{_count - _left.Count}/{_count}] {outcome.Run.Title}: {Figures(outcome)}{left}");
        _advance();
    }

    private static string Figures(RunOutcome outcome) => outcome switch
    {
        { Result: null } => $"failed: {outcome.Error!.TrimEnd('.')}",
        { Run.MeasuresTest: true, Result: { } run } => Text("test", run.Test("recall", 20), run),
        { Result: { } run } => Text("validation", run.Validation("recall", 20), run),
    };

    private static string Text(string part, double recall, RunResult run)
    {
        var work = run.FitSeconds is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"computed in {seconds:0.0} s")
            : string.Create(CultureInfo.InvariantCulture, $"{run.Epochs} epochs, {run.SecondsPerEpoch:0.000} s each");
        return $"{part} recall@20 {Tables.Number(recall)}, {work}";
    }
}
