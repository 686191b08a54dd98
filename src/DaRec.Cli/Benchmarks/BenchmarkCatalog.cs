using DaRec.Cli.Benchmarks.Questions;

namespace DaRec.Cli.Benchmarks;

/// <summary>All questions, in the report's order: whole steps first, in a process whose memory no dense peer has filled yet.</summary>
internal static class BenchmarkCatalog
{
    /// <summary>The benchmarks.</summary>
    public static IReadOnlyList<Benchmark> All { get; } =
    [
        new EpochBenchmark(),
        new BackboneBenchmark(),
        new CollapseBenchmark(),
        new StepCostBenchmark(),
        new LocalStructureBenchmark(),
        new KMeansBenchmark(),
        new EvaluationBenchmark(),
        new ServingBenchmark(),
        new SparseProductBenchmark(),
        new UniformityLimitBenchmark(),
        new UniformityBenchmark(),
        new GlobalStructureRuleBenchmark(),
        new GlobalStructureBenchmark(),
        new NeighborhoodBenchmark(),
        new InfoNceBenchmark(),
        new ScalingBenchmark(),
        new ScaleBenchmark(),
        new BusyNeighbourBenchmark(),
        new DeviceTermsBenchmark(),
    ];
}
