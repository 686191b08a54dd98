using DaRec.Cli.Benchmarks;
using Spectre.Console;

namespace DaRec.Cli.Output;

/// <summary>What shows while benchmarks run: at a terminal the one under way, otherwise nothing.</summary>
internal static class BenchProgress
{
    /// <summary>Runs all in their order.</summary>
    public static IReadOnlyList<BenchmarkResult> Show(
        CliContext context, IReadOnlyList<Benchmark> benchmarks, BenchmarkContext measurement)
    {
        if (!context.IsTerminal)
        {
            return [.. benchmarks.Select(benchmark => benchmark.Run(measurement))];
        }

        return context.Console.Status().Start("…", IReadOnlyList<BenchmarkResult> (status) =>
        [
            .. benchmarks.Select((benchmark, at) =>
            {
                status.Status($"{benchmark.Name}, {at + 1} of {benchmarks.Count}");
                return benchmark.Run(measurement);
            }),
        ]);
    }
}
