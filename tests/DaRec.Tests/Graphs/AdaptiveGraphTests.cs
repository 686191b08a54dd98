using DaRec.Data;
using DaRec.Recommenders.Graphs;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using TorchSharp;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Graphs;

public class AdaptiveGraphTests
{
    private const int UserCount = 9;
    private const int NodeCount = 21; // the last user and the last item have no neighbours

    public static TheoryData<int, int, ScalarType, double> Cases
    {
        get
        {
            var cases = new TheoryData<int, int, ScalarType, double>();
            foreach (var (directionWidth, width) in new[] { (1, 1), (5, 5), (8, 8), (32, 32), (33, 33), (3, 17), (40, 2) })
            {
                cases.Add(directionWidth, width, ScalarType.Float32, 2e-5);
                cases.Add(directionWidth, width, ScalarType.Float64, 1e-11);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Mean_IsTheDenseReference(int directionWidth, int width, ScalarType dtype, double tolerance)
    {
        using var adjacency = Adjacency();
        using var graph = new AdaptiveGraph(adjacency);
        var (directions, dense) = Tables(directionWidth, width, dtype);

        var mean = graph.Mean(directions, dense);

        var expected = NaiveDccf.AdaptiveMean(adjacency.ToDense().ToArray(), directions.ToArray(), dense.ToArray());
        mean.dtype.Should().Be(dtype);
        Tensors.Difference(mean, tensor(expected)).Should().BeLessThan(tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Mean_IsTheOneByOperators_InValueAndGradients(int directionWidth, int width, ScalarType dtype, double tolerance)
    {
        using var graph = Create();
        var (directions, dense) = Tables(directionWidth, width, dtype);

        var (value, toDirections, toDense) = Differentiate(graph.Mean, directions, dense);

        var plain = Differentiate(graph.MeanByOperators, directions, dense);
        Tensors.Difference(value, plain.Value).Should().BeLessThan(tolerance);
        Tensors.Difference(toDirections, plain.ToDirections).Should().BeLessThan(tolerance);
        Tensors.Difference(toDense, plain.ToDense).Should().BeLessThan(tolerance);
    }

    [Fact]
    public void Gradients_MatchFiniteDifferences()
    {
        using var graph = Create();
        var (directions, dense) = Tables(3, 2);
        var weights = Tensors.Random(NodeCount, 2, seed: 3);

        FiniteDifferences.ShouldMatchGradient(z => graph.Mean(z, dense).mul(weights).sum(), directions);
        FiniteDifferences.ShouldMatchGradient(x => graph.Mean(directions, x).mul(weights).sum(), dense);
        FiniteDifferences.ShouldMatchGradient(x => graph.Mean(x, x).square().sum(), dense);
        FiniteDifferences.ShouldMatchGradient(z => graph.MeanByOperators(z, dense).mul(weights).sum(), directions);
    }

    [Fact]
    public void Mean_KeepsWhatIsConstant_AndIsZeroWithoutNeighbours()
    {
        using var graph = Create();

        var mean = graph.Mean(Tensors.Random(NodeCount, 5), full([NodeCount, 3], 1.5, ScalarType.Float64));

        var expected = full([NodeCount, 3], 1.5, ScalarType.Float64);
        expected[UserCount - 1] = expected[NodeCount - 1] = zeros(3, dtype: ScalarType.Float64);
        Tensors.Difference(mean, expected).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Mean_DoesNotDependOnTheLengthsOfDirections()
    {
        using var graph = Create();
        var (directions, dense) = Tables(5, 5, ScalarType.Float32);
        var lengths = logspace(-30, 30, NodeCount, dtype: ScalarType.Float32).unsqueeze(1); // their squares would not be finite

        Tensors.Difference(graph.Mean(directions.mul(lengths), dense), graph.Mean(directions, dense)).Should().BeLessThan(1e-5);
    }

    [Theory]
    [InlineData(0)] // cosine 0 with all
    [InlineData(1)] // cosine 1 with all
    public void Mean_IsThePlainOne_WhereNoDirectionDiffers(double value)
    {
        using var adjacency = Adjacency();
        using var graph = new AdaptiveGraph(adjacency);
        var (dense, ones) = (Tensors.Random(NodeCount, 5), adjacency.ToDense(ScalarType.Float64).ne(0).to(ScalarType.Float64));

        var mean = graph.Mean(full([NodeCount, 3], value, ScalarType.Float64), dense);

        Tensors.Difference(mean, ones.mm(dense).div(ones.sum(1, keepdim: true).clamp_min(1))).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Mean_IsZero_WhereAllNeighboursPointTheOppositeWay()
    {
        using var graph = Create();
        var directions = ones(NodeCount, 1, dtype: ScalarType.Float64);
        directions.narrow(0, 0, UserCount).neg_();

        var (value, toDirections, toDense) = Differentiate(graph.Mean, directions, Tensors.Random(NodeCount, 5));

        new[] { value, toDirections, toDense }.Should().OnlyContain(tensor => tensor.abs().max().ToDouble() == 0);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Mean_LiesBetweenTheRows_EvenWhereRoundingTakesACosineBelowMinusOne(ScalarType dtype)
    {
        using var graph = Create();
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var directions = Tensors.Random(1, 7, seed, dtype).mul(Tensors.Random(NodeCount, 1, 2, dtype).abs()); // all but for length
            directions.narrow(0, 0, UserCount).neg_();

            foreach (var mean in new[] { graph.Mean(directions, directions), graph.MeanByOperators(directions, directions) })
            {
                mean.abs().amax([0L]).sub(directions.abs().amax([0L])).max().ToDouble().Should().BeLessThan(1e-6);
            }
        }
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Gradient_OfAZeroDirection_IsZero_AndAllOthersFinite(ScalarType dtype)
    {
        using var graph = Create();
        var (directions, dense) = Tables(5, 5, dtype);
        directions[0] = directions[UserCount] = zeros(5, dtype: dtype);

        var (value, toDirections, toDense) = Differentiate(graph.Mean, directions, dense);

        new[] { value, toDirections, toDense }.Should().OnlyContain(tensor => tensor.isfinite().all().item<bool>());
        toDirections[0].abs().max().ToDouble().Should().Be(0);
        toDirections[UserCount].abs().max().ToDouble().Should().Be(0);
    }

    [Fact]
    public void Gradient_IsOrthogonalToTheDirections()
    {
        using var graph = Create();
        var (directions, dense) = Tables(5, 5);

        var (_, toDirections, _) = Differentiate(graph.Mean, directions, dense);

        directions.mul(toDirections).sum(1L).abs().max().ToDouble().Should().BeLessThan(1e-12);
        toDirections.abs().max().ToDouble().Should().BeGreaterThan(0.01);
    }

    [Fact]
    public void Mean_TakesStridedTables_AndExpandedGradients()
    {
        using var graph = Create();
        var (directions, dense) = (Tensors.Random(5, NodeCount), Tensors.Random(4, NodeCount, seed: 2));

        var (value, toDirections, toDense) = Differentiate((z, x) => graph.Mean(z.t(), x.t()), directions, dense, weighted: false);

        var plain = Differentiate((z, x) => graph.MeanByOperators(z.t(), x.t()), directions, dense, weighted: false);
        Tensors.Difference(value, plain.Value).Should().BeLessThan(1e-12);
        Tensors.Difference(toDirections, plain.ToDirections).Should().BeLessThan(1e-12);
        Tensors.Difference(toDense, plain.ToDense).Should().BeLessThan(1e-12);
    }

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float64)]
    public void Mean_GivesTheSameBits_WithAnyNumberOfThreads(ScalarType dtype)
    {
        using var graph = Create(userCount: 400, nodeCount: 900, pairs: 10_000);
        var (startDirections, startDense) = (Tensors.Random(900, 33, 1, dtype), Tensors.Random(900, 33, 2, dtype));

        Threads.ShouldNotMatter(() =>
        {
            var (directions, dense) = (startDirections.Leaf(), startDense.Leaf());
            var mean = graph.Mean(directions, dense);
            mean.mul(mean.detach()).sum().backward();
            return [.. mean.detach().bytes, .. directions.grad!.bytes, .. dense.grad!.bytes];
        });
    }

    [Fact]
    public void Backward_DoesNotNeedTheGraph_OrTheTables()
    {
        var graph = Create();
        var (directions, dense) = (Tensors.Random(NodeCount, 5, 1).Leaf(), Tensors.Random(NodeCount, 5, 2).Leaf());
        var (movedDirections, movedDense) = (directions.mul(2), dense.mul(2));

        var mean = graph.Mean(movedDirections, movedDense);
        var loss = mean.square().sum();
        movedDirections.Dispose();
        movedDense.Dispose();
        mean.Dispose();
        graph.Dispose();
        loss.backward();

        using var other = Create();
        var (_, expected) = Tensors.Differentiate(z => other.Mean(z.mul(2), dense.mul(2)).square().sum(), directions);
        Tensors.Difference(directions.grad!, expected).Should().BeLessThan(1e-12);
    }

    [Fact]
    public void Mean_OfAGraphWithoutEdges_IsZero()
    {
        using var adjacency = InteractionGraph.Adjacency(Interactions.FromPairs([], [], 2, 3));
        using var graph = new AdaptiveGraph(adjacency);

        var (value, toDirections, toDense) = Differentiate(graph.Mean, Tensors.Random(5, 3), Tensors.Random(5, 2));

        new[] { value, toDirections, toDense }.Should().OnlyContain(tensor => tensor.abs().max().ToDouble() == 0);
    }

    [Fact]
    public void Mean_LeavesOneLiveTensor_AndBackwardOnlyGradients()
    {
        using var graph = Create();
        var (directions, dense) = (Tensors.Random(NodeCount, 5, 1).Leaf(), Tensors.Random(NodeCount, 5, 2).Leaf());
        Step();

        LiveTensors.ShouldStay(1, () => graph.Mean(directions, dense));
        LiveTensors.ShouldStay(1, () => graph.MeanByOperators(directions, dense));
        LiveTensors.LeftBy(Step).Should().Be(0);

        void Step()
        {
            using var scope = NewDisposeScope();
            graph.Mean(directions, dense).add(graph.MeanByOperators(directions, dense)).square().sum().backward();
        }
    }

    [Fact]
    public void AStep_TakesNoManagedMemory_ThatGrowsWithTheGraph()
    {
        using var graph = Create(userCount: 400, nodeCount: 900, pairs: 20_000);
        var (directions, dense) = (Tensors.Random(900, 8, 1).Leaf(), Tensors.Random(900, 8, 2).Leaf());

        ManagedMemory.TakenBy(() =>
        {
            using var scope = NewDisposeScope();
            graph.Mean(directions, dense).sum().backward();
        }).Should().BeLessThan(20_000);
    }

    [Fact]
    public void HasSymmetricPattern_SaysWhetherEachEntryHasItsMirrorImage()
    {
        using var symmetric = Adjacency();
        using var values = SparseMatrix.FromEntries([0, 1, 2], [1, 0, 2], [1, 5, 3], 3, 3);
        using var lacking = SparseMatrix.FromEntries([0, 1], [1, 2], [1, 1], 3, 3);
        using var wide = SparseMatrix.FromEntries([0], [0], [1], 1, 2);

        symmetric.HasSymmetricPattern.Should().BeTrue();
        values.HasSymmetricPattern.Should().BeTrue("values may differ");
        lacking.HasSymmetricPattern.Should().BeFalse();
        wide.HasSymmetricPattern.Should().BeFalse();
    }

    private static (Tensor Directions, Tensor Dense) Tables(int directionWidth, int width, ScalarType dtype = ScalarType.Float64) =>
        (Tensors.Random(NodeCount, directionWidth, 1, dtype), Tensors.Random(NodeCount, width, 2, dtype));

    private static (Tensor Value, Tensor ToDirections, Tensor ToDense) Differentiate(
        Func<Tensor, Tensor, Tensor> mean, Tensor directions, Tensor dense, bool weighted = true)
    {
        var (z, x) = (directions.Leaf(), dense.Leaf());
        var value = mean(z, x);
        (weighted ? value.mul(Tensors.Random(value.size(0), value.size(1), 3, value.dtype)) : value).sum().backward();
        return (value.detach(), z.grad!, x.grad!);
    }

    private static AdaptiveGraph Create(int userCount = UserCount, int nodeCount = NodeCount, int pairs = 40)
    {
        using var adjacency = Adjacency(userCount, nodeCount, pairs);
        return new AdaptiveGraph(adjacency);
    }

    private static SparseMatrix Adjacency(int userCount = UserCount, int nodeCount = NodeCount, int pairs = 40)
    {
        var (random, itemCount) = (new Random(1), nodeCount - userCount);
        var users = Enumerable.Range(0, pairs).Select(_ => random.Next(userCount - 1)).ToArray();
        var items = Enumerable.Range(0, pairs).Select(_ => random.Next(itemCount - 1)).ToArray();
        return InteractionGraph.NormalizedAdjacency(Interactions.FromPairs(users, items, userCount, itemCount));
    }
}
