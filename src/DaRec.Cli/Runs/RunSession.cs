using DaRec.Cli.Output;
using static TorchSharp.torch;

namespace DaRec.Cli.Runs;

/// <summary>The runs of one command: those that an earlier call finished are taken as they are, the others are done.</summary>
internal sealed class RunSession : IDisposable
{
    private readonly CliContext _context;
    private readonly RunFolder _folder;
    private readonly RunQueue _queue;
    private readonly int _jobs;

    /// <summary>Opens a folder for the runs.</summary>
    /// <param name="context">Where it shows.</param>
    /// <param name="data">The folder of the data.</param>
    /// <param name="output">The folder of all that is written; null keeps nothing.</param>
    /// <param name="jobs">How many runs at a time.</param>
    /// <param name="device">What all compute on.</param>
    /// <exception cref="UsageException">The folder cannot be written.</exception>
    public RunSession(CliContext context, string data, string? output, int jobs, Device device)
    {
        (_context, _jobs) = (context, jobs);
        _folder = Outputs.Open(output ?? "", "--out", path => new RunFolder(path.Length == 0 ? null : Path.Combine(path, "runs")))!;
        _queue = new RunQueue(context.Call, _folder, data, jobs, device.ToString());
    }

    /// <summary>Does all runs that are not there.</summary>
    /// <param name="runs">The runs, in order.</param>
    /// <param name="changed">Told of those that ended so far, in any order, as more become known.</param>
    public IReadOnlyList<RunOutcome> Run(IReadOnlyList<PlannedRun> runs, Action<IReadOnlyList<RunOutcome>>? changed = null)
    {
        var found = runs.ToDictionary(run => run, run => _queue.Find(run));
        Announce(found);
        var there = runs.Where(run => found[run].Result is not null).Select(run => new RunOutcome(run, found[run].Result, null)).ToList();
        List<RunOutcome> ended = [.. there];
        changed?.Invoke(ended);
        try
        {
            RunProgress.Show(_context, runs, _jobs, progress =>
            {
                there.ForEach(outcome => progress.Skip(outcome.Run, outcome.Result!));
                PlannedRun[] missing = [.. runs.Where(run => found[run].Result is null)];
                return _queue.Run(missing, outcome => Finish(progress, outcome), _context.Cancellation);
            });
        }
        catch (OperationCanceledException) when (_folder.Keeps)
        {
            _context.Error.WriteLine($"{ended.Count} of {runs.Count} runs are finished; the same command goes on with the others.");
            throw;
        }

        var byRun = ended.ToDictionary(outcome => outcome.Run);
        return [.. runs.Select(run => byRun[run])];

        void Finish(RunProgress progress, RunOutcome outcome)
        {
            ended.Add(outcome);
            progress.Finish(outcome);
            changed?.Invoke(ended);
        }
    }

    public void Dispose() => _folder.Dispose();

    private void Announce(Dictionary<PlannedRun, (RunResult? Result, bool IsOutdated)> found)
    {
        if (found.Values.Count(state => state.Result is not null) is > 0 and var done)
        {
            _context.WriteLine($"{done} of {found.Count} runs {(done == 1 ? "is" : "are")} there already.");
        }

        if (found.Values.Count(state => state.IsOutdated) is > 0 and var outdated)
        {
            _context.WriteLine(
                $"{outdated} of {found.Count} runs {(outdated == 1 ? "is" : "are")} there with other settings, data or device, " +
                $"and {(outdated == 1 ? "is" : "are")} run again.");
        }
    }
}
