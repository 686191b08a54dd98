using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;
using DaRec.Cli.Output;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Runs;

/// <summary>Does runs, some at a time, each in a process of its own; one that fails does not stop the others.</summary>
/// <param name="call">The program.</param>
/// <param name="folder">Where finished runs are kept.</param>
/// <param name="data">The folder of the data.</param>
/// <param name="jobs">How many runs at a time.</param>
/// <param name="device">What all compute on, as <c>--device</c> takes it.</param>
internal sealed class RunQueue(ProgramCall call, RunFolder folder, string data, int jobs, string device)
{
    private readonly string _data = Path.GetFullPath(data);
    private readonly string _dataFingerprint = Fingerprint.OfData(data);

    /// <summary>What is kept of a run, and whether it was made with other settings or data and is of no use.</summary>
    public (RunResult? Result, bool IsOutdated) Find(PlannedRun run)
    {
        var found = folder.Find(run);
        var isSame = found?.Fingerprint == Fingerprint.OfRun(run, _dataFingerprint, device);
        return (isSame ? found : null, found is not null && !isSame);
    }

    /// <summary>Does all runs.</summary>
    /// <param name="runs">In the order in which they begin.</param>
    /// <param name="finished">Told of each as it ends, of one at a time.</param>
    /// <param name="cancellation">Ends all.</param>
    /// <returns>In the order of <paramref name="runs"/>.</returns>
    /// <exception cref="OperationCanceledException">It was ended.</exception>
    public IReadOnlyList<RunOutcome> Run(IReadOnlyList<PlannedRun> runs, Action<RunOutcome> finished, CancellationToken cancellation)
    {
        var outcomes = new RunOutcome[runs.Count];
        var waiting = new ConcurrentQueue<(int At, PlannedRun Run)>(runs.Index());
        var failure = (ExceptionDispatchInfo?)null;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task.WaitAll([.. Enumerable.Range(0, Math.Min(jobs, runs.Count))
            .Select(_ => Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))]);
        failure?.Throw();
        return outcomes;

        void Work()
        {
            try
            {
                while (waiting.TryDequeue(out var next))
                {
                    stop.Token.ThrowIfCancellationRequested();
                    var outcome = Run(next.Run, stop.Token);
                    lock (outcomes)
                    {
                        outcomes[next.At] = outcome;
                        finished(outcome);
                    }
                }
            }
            catch (Exception exception)
            {
                // What cannot be written, for one: it would not help the others to go on.
                Interlocked.CompareExchange(ref failure, ExceptionDispatchInfo.Capture(exception), null);
                stop.Cancel();
            }
        }
    }

    private RunOutcome Run(PlannedRun run, CancellationToken cancellation)
    {
        // With the number of this process: a child of an earlier one, killed, may still be about to end.
        var name = $"{run.Name}.{Environment.ProcessId}";
        var (settings, result) = (folder[$"{name}.settings.json"], folder[$"{name}.json"]);
        JsonFile.Write(settings, run.Settings);
        string[] arguments =
        [
            "train", "--data", _data, "--config", settings, "--json", result, "--quiet", "--device", device,
            run.MeasuresTest ? "--user-metrics" : "--no-test", .. run.TellsCenters ? ["--centers"] : Array.Empty<string>(),
        ];

        var watch = Stopwatch.StartNew();
        var end = call(arguments, jobs, cancellation);
        if (end.ExitCode == CliProgram.Interrupted)
        {
            throw new OperationCanceledException(); // the terminal's Ctrl+C reaches the child too, and maybe first
        }

        if (end.ExitCode != CliProgram.Done)
        {
            return new RunOutcome(run, null, Reason(end));
        }

        var json = JsonNode.Parse(File.ReadAllText(result))!.AsObject();
        json["settings"]!.AsObject().Remove(SettingsFile.DataKey); // where the files lie is no part of what came out
        json[RunResult.SecondsKey] = watch.Elapsed.TotalSeconds;
        json[RunResult.FingerprintKey] = Fingerprint.OfRun(run, _dataFingerprint, device);
        var finished = new RunResult(json);
        folder.Keep(run, finished);
        return new RunOutcome(run, finished, null);
    }

    // The last line that is no warning, without the program's name.
    private static string Reason(ProgramEnd end)
    {
        const string Name = "darec: ";
        var line = end.Error.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .LastOrDefault(line => line.StartsWith(Name, StringComparison.Ordinal));
        return line is null ? $"the process ended with exit code {end.ExitCode}." : line[Name.Length..];
    }
}
