using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Benchmarks.Naive;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How much faster is the global term in O(n d²) than two similarity matrices under autograd?</summary>
/// <remarks>Value and gradient of both sides.</remarks>
internal sealed class GlobalStructureBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "global-structure";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        using var loss = new GlobalStructureLoss();
        var (n, d) = (context.Settings.PairRows, context.Settings.Width);
        var (a, b) = (RandomRows.Leaf(n, d, seed: 1), RandomRows.Leaf(n, d, seed: 2));
        var contest = context.Runner.Run(
            Contestant.Of("ours", () => Gradient.Of(() => loss.call(a, b), a, b)),
            Contestant.Of("autograd", () => Gradient.Of(() => NaiveGlobalStructure.Loss(a, b), a, b)));
        var finding = Finding.Of($"global structure, {n} × {d}", contest, targets: [Target.RatioAtLeast(300)]);
        return new BenchmarkResult(Name, [finding, .. PeerFindings.Of(context, "global-structure", finding)]);
    }
}
