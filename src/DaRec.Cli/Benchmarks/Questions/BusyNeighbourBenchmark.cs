using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Measuring;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How much slower is each kernel while another process keeps one core busy?</summary>
/// <remarks>
/// The benchmark starts that process itself. Each time is the median of batches of calls, so that a call that waits for a lost core is
/// counted with those that do not. On two cores a kernel that used both has one left: 2 × cannot be beaten by much.
/// </remarks>
internal sealed class BusyNeighbourBenchmark : Benchmark
{
    private const int BatchesPerRound = 5;
    private const double MostTimesSlower = 3;

    /// <inheritdoc/>
    public override string Name => "busy-neighbour";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        using var kernels = new BusyKernels(context);
        var calls = kernels.All.Select(kernel => CallsPerBatch(kernel.Run, context.Settings.BatchSeconds)).ToArray();
        var quiet = Measure(context, kernels.All, calls);
        using var neighbour = new BusyNeighbour();
        var busy = Measure(context, kernels.All, calls);
        return new BenchmarkResult(Name, [.. kernels.All.Select((kernel, i) => new Finding
        {
            Question = $"{kernel.Name}, beside a busy process",
            Seconds = busy[i],
            Peer = "alone",
            PeerSeconds = quiet[i],
            Ratio = busy[i] / quiet[i],
            RatioKind = RatioKind.Cost,
            Targets = kernel.IsOurs ? [Target.RatioAtMost(MostTimesSlower)] : [],
        })]);
    }

    private static int CallsPerBatch(Action run, double seconds)
    {
        var clock = TimeProvider.System;
        run();
        run();
        var start = clock.GetTimestamp();
        var calls = 0;
        do
        {
            run();
            calls++;
        }
        while (clock.GetElapsedTime(start).TotalSeconds < seconds);
        return calls;
    }

    private static double[] Measure(BenchmarkContext context, IReadOnlyList<BusyKernel> kernels, int[] calls)
    {
        var clock = TimeProvider.System;
        return [.. kernels.Select((kernel, i) => Median.Of(Enumerable.Range(0, context.Settings.Rounds * BatchesPerRound).Select(_ =>
        {
            context.Cancellation.ThrowIfCancellationRequested();
            var start = clock.GetTimestamp();
            for (var call = 0; call < calls[i]; call++)
            {
                kernel.Run();
            }

            return clock.GetElapsedTime(start).TotalSeconds / calls[i];
        }).ToArray()))];
    }
}
