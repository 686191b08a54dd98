using DaRec.Recommenders.Graphs;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Graphs;

public class GraphAttentionTests
{
    private const int NodeCount = 45; // node 0 has more neighbours than fit a block of the kernel

    public static TheoryData<int, int, double, ScalarType, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, double, ScalarType, double>();
            int[][] shapes = [[1, 1], [3, 1], [3, 3], [8, 1], [8, 2], [32, 4], [24, 2], [30, 2], [36, 4], [64, 4], [64, 1], [10, 10]];
            foreach (var shape in shapes)
            {
                foreach (var length in new[] { 0.5, 3.0 })
                {
                    cases.Add(shape[0], shape[1], length, ScalarType.Float32, 2e-5);
                    cases.Add(shape[0], shape[1], length, ScalarType.Float64, 1e-12);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Attend_IsTheOperatorForm_InValueAndGradients(int width, int heads, double length, ScalarType dtype, double tolerance)
    {
        using var scope = NewDisposeScope();
        using var attention = new GraphAttention(SymmetricGraph.Random(NodeCount, 150), heads);
        var tables = Tables(NodeCount, width, length, dtype);
        var weights = Tensors.Random(NodeCount, width, seed: 9, dtype);

        var (value, gradients) = Differentiate(attention.Attend, tables, weights);

        var (expectedValue, expectedGradients) = Differentiate(attention.ByOperators, tables, weights);
        Tensors.Difference(value, expectedValue).Should().BeLessThan(tolerance);
        for (var i = 0; i < gradients.Length; i++)
        {
            Tensors.Difference(gradients[i], expectedGradients[i]).Should().BeLessThan(tolerance);
        }
    }

    [Theory]
    [InlineData(1, 4, 2)]
    [InlineData(2, 3, 1)]
    [InlineData(3, 8, 2)]
    [InlineData(31, 32, 4)]
    [InlineData(34, 6, 3)]
    public void Attend_IsTheReference(int nodeCount, int width, int heads)
    {
        var graph = SymmetricGraph.Random(nodeCount, nodeCount > 1 ? 3 * nodeCount : 0);
        using var attention = new GraphAttention(graph, heads);
        var tables = Tables(nodeCount, width, 1.5, ScalarType.Float64);

        var attended = attention.Attend(tables[0], tables[1], tables[2]);

        var expected = NaiveAutoCf.Attend(graph.ToDense(), tables[0].ToArray(), tables[1].ToArray(), tables[2].ToArray(), heads);
        Tensors.Difference(attended, tensor(expected)).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Gradient_MatchesFiniteDifferences(int argument)
    {
        using var attention = new GraphAttention(SymmetricGraph.Random(6, 9), 2);
        var tables = Tables(6, 6, 1, ScalarType.Float64);

        FiniteDifferences.ShouldMatchGradient(
            x =>
            {
                Tensor[] arguments = [.. tables.Select((table, i) => i == argument ? x : table)];
                return attention.Attend(arguments[0], arguments[1], arguments[2]).square().sum();
            },
            tables[argument]);
    }

    [Theory]
    [InlineData(10.5, true)]
    [InlineData(-10.5, true)]
    [InlineData(10, false)]
    [InlineData(9.5, false)]
    public void Attend_GivesNoGradientToLogits_BeyondTheLargest(double logit, bool isClamped)
    {
        using var attention = new GraphAttention(SymmetricGraph.Of(3, [(0, 1), (0, 2)]), 1);
        var queries = tensor(new[,] { { logit }, { 0.0 }, { 0.0 } });
        var keys = tensor(new[,] { { 0.0 }, { 1.0 }, { 1.0 } });
        var values = tensor(new[,] { { 0.0 }, { 1.0 }, { 3.0 } });

        var (value, gradients) = Differentiate(attention.Attend, [queries, keys, values], tensor(new[,] { { 1.0 }, { 0 }, { 0 } }));

        value[0, 0].ToDouble().Should().BeApproximately(2, 1e-3); // both neighbours alike; 1e-8 stands beside 2 exp(−10)
        gradients[1][2, 0].ToDouble().Should().BeApproximately(isClamped ? 0 : 0.5 * logit, 1e-3); // a (v − out) q
    }

    [Fact]
    public void Attend_KeepsConstants_AndGivesZeroToNodesWithoutNeighbors()
    {
        using var attention = new GraphAttention(SymmetricGraph.Random(NodeCount, 150), 4);
        var tables = Tables(NodeCount, 32, 0.3, ScalarType.Float64);
        var constant = Tensors.Random(1, 32, seed: 5).expand(NodeCount, 32);

        var attended = attention.Attend(tables[0], tables[1], constant);

        Tensors.Difference(attended.narrow(0, 0, NodeCount - 1), constant.narrow(0, 0, NodeCount - 1)).Should().BeLessThan(1e-7);
        attended[NodeCount - 1].abs().max().ToDouble().Should().Be(0);
    }

    [Fact]
    public void Attend_StaysWithinTheNeighborsValues()
    {
        var graph = SymmetricGraph.Random(NodeCount, 150);
        using var attention = new GraphAttention(graph, 4);
        var tables = Tables(NodeCount, 8, 1, ScalarType.Float64);

        var attended = attention.Attend(tables[0], tables[1], tables[2]).ToArray();

        var values = tables[2].ToArray();
        foreach (var places in graph.Places().GroupBy(place => place.Row))
        {
            for (var c = 0; c < 8; c++)
            {
                var column = places.Select(place => values[place.Column, c]).ToArray();
                attended[places.Key, c].Should().BeInRange(column.Min() - 1e-5, column.Max() + 1e-5);
            }
        }
    }

    [Fact]
    public void Gradient_IsZero_ForNodesWithoutNeighbors()
    {
        using var attention = new GraphAttention(SymmetricGraph.Random(NodeCount, 150), 2);

        var (_, gradients) = Differentiate(
            attention.Attend, Tables(NodeCount, 12, 1, ScalarType.Float32), ones(NodeCount, 12, dtype: ScalarType.Float32));

        gradients.Should().OnlyContain(gradient => gradient[NodeCount - 1].abs().max().ToDouble() == 0);
    }

    [Fact]
    public void Attend_TakesStridedTensors_AndExpandedGradients()
    {
        using var attention = new GraphAttention(SymmetricGraph.Random(NodeCount, 150), 2);
        Tensor[] tables = [.. Tables(NodeCount, 12, 1, ScalarType.Float64).Select(table => table.t().contiguous().t())];
        Tensor[] leaves = [.. tables.Select(table => table.detach().requires_grad_())];

        attention.Attend(leaves[0], leaves[1], leaves[2]).sum().backward();

        var (_, expected) = Differentiate(attention.ByOperators, tables, ones(NodeCount, 12, dtype: ScalarType.Float64));
        for (var i = 0; i < leaves.Length; i++)
        {
            Tensors.Difference(leaves[i].grad!, expected[i]).Should().BeLessThan(1e-12);
        }
    }

    [Fact]
    public void Attend_GivesTheSameBits_ForAnyNumberOfThreads()
    {
        using var attention = new GraphAttention(SymmetricGraph.Random(600, 20_000), 4);
        var tables = Tables(600, 32, 0.7, ScalarType.Float32);
        var weights = Tensors.Random(600, 32, seed: 9, ScalarType.Float32);

        Threads.ShouldNotMatter(() =>
        {
            var (value, gradients) = Differentiate(attention.Attend, tables, weights);
            return cat([value, .. gradients], 0).bytes.ToArray();
        });
    }

    [Fact]
    public void Attend_LeavesItsResultAlone_AndBackwardWhatItHandsOver()
    {
        using var attention = new GraphAttention(SymmetricGraph.Random(NodeCount, 150), 2);
        Tensor[] leaves = [.. Tables(NodeCount, 12, 1, ScalarType.Float32).Select(table => table.requires_grad_())];
        var weights = ones(NodeCount, 12, dtype: ScalarType.Float32);

        LiveTensors.ShouldStay(1, () => attention.Attend(leaves[0], leaves[1], leaves[2]));
        LiveTensors.ShouldStay(1, () => attention.ByOperators(leaves[0], leaves[1], leaves[2]));
        using var attended = attention.Attend(leaves[0], leaves[1], leaves[2]);
        LiveTensors.LeftBy(() => attended.backward([weights])).Should().Be(4); // what came in and three gradients, which libtorch holds
    }

    private static Tensor[] Tables(int nodeCount, int width, double length, ScalarType dtype) =>
        [.. Enumerable.Range(1, 3).Select(seed => Tensors.Random(nodeCount, width, (ulong)seed, dtype).mul(length))];

    private static (Tensor Value, Tensor[] Gradients) Differentiate(
        Func<Tensor, Tensor, Tensor, Tensor> function, Tensor[] tables, Tensor weights)
    {
        Tensor[] leaves = [.. tables.Select(table => table.Leaf())];
        var value = function(leaves[0], leaves[1], leaves[2]);
        value.backward([weights]);
        return (value.detach(), [.. leaves.Select(leaf => leaf.grad!)]);
    }
}
