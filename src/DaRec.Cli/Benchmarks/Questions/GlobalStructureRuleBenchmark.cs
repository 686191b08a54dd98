using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Losses;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>Does the global term change sides, from rows to features, where both cost the same?</summary>
/// <remarks>
/// Up to n = 3 d rows it works on n × n matrices, beyond on d × d ones. Where the rule is right, one row more makes no step in time:
/// a ratio far above 1 says that features should take over earlier, one far below that they should later.
/// </remarks>
internal sealed class GlobalStructureRuleBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "global-structure-rule";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new BenchmarkResult(Name, [.. context.Settings.RuleWidths.Select(width => Measure(context, width))]);
    }

    private static Finding Measure(BenchmarkContext context, int width)
    {
        var last = 3 * width; // the last number of rows for which n × n matrices are made
        using var scope = NewDisposeScope();
        using var loss = new GlobalStructureLoss();
        var contest = context.Runner.Run(Side($"features, {last + 1} rows", last + 1), Side("rows", last));
        return Finding.Of($"global structure, {last} × {width}, either side of the rule", contest);

        Contestant Side(string name, int n)
        {
            var (a, b) = (RandomRows.Leaf(n, width, seed: 1), RandomRows.Leaf(n, width, seed: 2));
            return Contestant.Of(name, () => Gradient.Of(() => loss.call(a, b), a, b));
        }
    }
}
