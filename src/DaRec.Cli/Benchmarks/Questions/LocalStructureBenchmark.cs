using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Embeddings;
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
        var options = EpochRecipe.AllTerms with
        {
            Sampling = new() { Size = n },
            LocalStructure = EpochRecipe.AllTerms.LocalStructure! with { ClusterCount = k },
        };
        using var rows = RandomRows.Leaf(n, settings.Width, seed: 1);
        using var textRows = RandomRows.Texts(n, settings.NeighborhoodTextWidth, seed: 2);
        using var texts = FrozenEmbeddings.FromTensor(textRows);
        using var generator = new Generator(Seed);
        using var with = BenchmarkAligner.OfItems(settings.Width, texts, options, generator);
        using var without = BenchmarkAligner.OfItems(settings.Width, texts, options with { LocalStructure = null }, generator);
        var contest = context.Runner.Run(Contestant.Of("with", () => Step(with)), Contestant.Of("without", () => Step(without)));
        return new BenchmarkResult(
            Name,
            [Finding.Of($"alignment with its local term, N̂ = {n}, K = {k}", contest, RatioKind.Cost, targets: Target.RatioAtMost(1.05))]);

        void Step(DaRecAligner aligner)
        {
            using var scope = NewDisposeScope();
            using var alignment = aligner.Align(rows);
            alignment.Total.backward();
            rows.grad = null;
        }
    }
}
