using DaRec.Benchmarks.Questions;

namespace DaRec.Benchmarks;

/// <summary>All questions, in the report's order.</summary>
public static class BenchmarkCatalog
{
    /// <summary>The benchmarks.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new UniformityBenchmark(),
        new UniformityLimitBenchmark(),
        new GlobalStructureBenchmark(),
        new NeighborhoodBenchmark(),
        new KMeansBenchmark(),
        new LocalStructureBenchmark(),
        new SparseProductBenchmark(),
        new EvaluationBenchmark(),
        new EpochBenchmark(),
        new StepCostBenchmark(),
        new ScalingBenchmark(),
    ];
}
