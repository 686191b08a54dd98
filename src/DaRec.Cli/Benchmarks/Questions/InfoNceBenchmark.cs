using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Benchmarks.Naive;
using DaRec.Recommenders.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How much faster is InfoNCE against all candidates by tiles than with a matrix of all pairs, and in how much memory?</summary>
/// <remarks>Value and both gradients, as contrastive backbones need them.</remarks>
internal sealed class InfoNceBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "info-nce";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        using var loss = new InfoNceLoss();
        var (b, n, d) = (context.Settings.PairRows / 2, context.Settings.PairRows, context.Settings.Width);
        var (anchors, candidates) = (RandomRows.Leaf(b, d, seed: 1), RandomRows.Leaf(n, d, seed: 2));
        var contest = context.Runner.Run(
            Contestant.Of("ours", () => Gradient.Of(
                () => loss.call(anchors, candidates.narrow(0, 0, b), candidates), anchors, candidates)),
            Contestant.Of("autograd", () => Gradient.Of(() => NaiveInfoNce.Loss(anchors, candidates), anchors, candidates)));
        return new BenchmarkResult(Name, [Finding.Of($"InfoNCE, {b} rows × {n} candidates × {d}", contest)]);
    }
}
