namespace DaRec.Cli.Benchmarks;

/// <summary>One question about speed, memory or what training does, and how its answer is measured.</summary>
/// <remarks>To add a question: a class here, and a line in <see cref="BenchmarkCatalog"/>.</remarks>
internal abstract class Benchmark
{
    /// <summary>The name it is asked for by.</summary>
    public abstract string Name { get; }

    /// <summary>Whether it takes minutes at any sizes, so that a short run asks it only by its name.</summary>
    public virtual bool TakesMinutes => false;

    /// <summary>Whether it measures on any device; the others measure what the library computes on the processor alone.</summary>
    public virtual bool TakesDevice => false;

    /// <summary>Measures.</summary>
    /// <param name="context">Sizes, data and the runner.</param>
    public abstract BenchmarkResult Run(BenchmarkContext context);
}
