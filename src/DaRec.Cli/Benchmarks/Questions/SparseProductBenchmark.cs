using DaRec.Cli.Benchmarks.Findings;
using DaRec.Cli.Benchmarks.Material;
using DaRec.Cli.Benchmarks.Measuring;
using DaRec.Cli.Benchmarks.Naive;
using DaRec.Recommenders.Graphs;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>How much faster is the product with the graph than TorchSharp's own sparse product?</summary>
/// <remarks>The normalised adjacency times embeddings of each width, forward alone and with the gradient.</remarks>
internal sealed class SparseProductBenchmark : Benchmark
{
    /// <inheritdoc/>
    public override string Name => "sparse-product";

    /// <inheritdoc/>
    public override BenchmarkResult Run(BenchmarkContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        using var scope = NewDisposeScope();
        using var matrix = InteractionGraph.NormalizedAdjacency(context.Data.Train);
        var coordinates = CoordinateGraph.Of(context.Data.Train);
        return new BenchmarkResult(Name, [.. context.Settings.SparseWidths.SelectMany(Measure)]);

        IEnumerable<Finding> Measure(int width)
        {
            using var rows = RandomRows.Leaf(matrix.ColumnCount, width, seed: 1);
            using var outer = RandomRows.Normal(matrix.RowCount, width, seed: 2);
            var forward = context.Runner.Run(
                Contestant.Of("ours", () => Forward(() => matrix.Multiply(rows))),
                Contestant.Of("COO product", () => Forward(() => coordinates.mm(rows))));
            var both = context.Runner.Run(
                Contestant.Of("ours", () => Backward(matrix.Multiply, rows, outer)),
                Contestant.Of("COO product", () => Backward(coordinates.mm, rows, outer)));
            return
            [
                Finding.Of($"graph's product, width {width}, forward", forward, targets: [Target.RatioAtLeast(6)]),
                Finding.Of($"graph's product, width {width}, both ways", both, targets: [Target.RatioAtLeast(6)]),
            ];
        }
    }

    private static void Forward(Func<Tensor> product)
    {
        using var noGrad = no_grad();
        product().Dispose();
    }

    private static void Backward(Func<Tensor, Tensor> product, Tensor rows, Tensor outer)
    {
        using var scope = NewDisposeScope();
        autograd.grad([product(rows)], [rows], [outer]);
    }
}
