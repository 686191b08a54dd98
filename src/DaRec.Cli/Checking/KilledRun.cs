using System.Diagnostics;
using DaRec.Cli.Runs;

namespace DaRec.Cli.Checking;

/// <summary>A training in a process of its own, killed on the way: SIGKILL, which no process can answer.</summary>
internal static class KilledRun
{
    /// <summary>Runs a training, and kills it.</summary>
    /// <param name="arguments">Of the program.</param>
    /// <param name="checkpoints">The folder of its checkpoints.</param>
    /// <param name="after">When to kill; null lets it end.</param>
    /// <param name="isAimed">Whether to wait, from then on, for a checkpoint that is being written.</param>
    /// <exception cref="InvalidOperationException">The training failed.</exception>
    public static RunEnd Of(IReadOnlyList<string> arguments, string checkpoints, TimeSpan? after, bool isAimed)
    {
        using var process = ChildProgram.Start(arguments);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEndAsync();
        var isSaving = false;
        if (after is { } delay)
        {
            var watch = Stopwatch.StartNew();
            while (!process.HasExited && (watch.Elapsed < delay || (isAimed && !isSaving)))
            {
                if (watch.Elapsed >= delay)
                {
                    isSaving = Directory.Exists(checkpoints) && Directory.GetFiles(checkpoints, "*.tmp").Length > 0;
                }
                else
                {
                    Thread.Sleep(1);
                }
            }

            process.Kill();
        }

        process.WaitForExit();
        Task.WaitAll(error, output);
        return process.ExitCode switch
        {
            0 => RunEnd.Done,
            _ when after is null || error.Result.Contains("darec:", StringComparison.Ordinal) =>
                throw new InvalidOperationException($"Expected the training to end well, got exit code {process.ExitCode}: {error.Result}"),
            _ when Directory.Exists(checkpoints) && Directory.GetFiles(checkpoints, "*.tmp").Length > 0 => RunEnd.KilledWhileSaving,
            _ => RunEnd.Killed,
        };
    }
}
