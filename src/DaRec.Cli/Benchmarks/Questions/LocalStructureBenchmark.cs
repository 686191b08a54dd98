using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>What does the local term, k-means and matching included, add to the alignment's step?</summary>
/// <remarks>All four terms with many rows and centres, value and gradient, with and without the term.</remarks>
internal sealed class LocalStructureBenchmark : Benchmark
{
    private const ulong Seed = 3;

    /// <inheritdoc/>
    public override string Name => "local-structure";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var settings = context.Settings;
        var (n, k) = (settings.PairRows, settings.ClusterCounts[^1]);
        var options = EpochRecipe.AllTerms with { SampleSize = n, ClusterCount = k, SharedWidth = settings.Width };
        using var rows = RandomRows.Leaf(n, settings.Width, seed: 1);
        using var texts = RandomRows.Texts(n, settings.NeighborhoodTextWidth, seed: 2);
        using var generator = new Generator(Seed);
        using var with = new DaRecAligner(settings.Width, settings.NeighborhoodTextWidth, options, generator);
        using var without = new DaRecAligner(
            settings.Width, settings.NeighborhoodTextWidth, options with { LocalStructureWeight = 0 }, generator);
        var contest = context.Runner.Run(Contestant.Of("with", () => Step(with)), Contestant.Of("without", () => Step(without)));
        return new BenchmarkResult(
            Name,
            [Finding.Of($"alignment with its local term, N̂ = {n}, K = {k}", contest, RatioKind.Cost, targets: Target.RatioAtMost(1.05))]);

        void Step(DaRecAligner aligner)
        {
            using var scope = NewDisposeScope();
            using var alignment = aligner.call(rows, texts);
            alignment.Total.backward();
            rows.grad = null;
        }
    }
}
