using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Benchmarks.Naive;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How much faster are neighbourhoods by tiles than whole similarity matrices under autograd, and in how much memory?</summary>
/// <remarks>Value and gradient of the collaborative side.</remarks>
internal sealed class NeighborhoodBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "neighborhood";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        using var loss = new NeighborhoodStructureLoss();
        var (n, d, e) = (context.Settings.PairRows, context.Settings.Width, context.Settings.NeighborhoodTextWidth);
        var (rows, texts) = (RandomRows.Leaf(n, d, seed: 1), RandomRows.Texts(n, e, seed: 2));
        var contest = context.Runner.Run(
            Contestant.Of("ours", () => Gradient.Of(() => loss.call(rows, texts), rows)),
            Contestant.Of("autograd", () => Gradient.Of(() => NaiveNeighborhood.Loss(rows, texts), rows)));
        var finding = Finding.Of(
            $"neighbourhoods, {n} × ({d}, {e})", contest, targets: [Target.RatioAtLeast(8), Target.MegabytesAtMost(40)]);
        return new BenchmarkResult(Name, [finding, .. PeerFindings.Of(context, "neighborhood", finding)]);
    }
}
