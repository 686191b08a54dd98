using DaRec.Data;
using DaRec.Recommenders.Graphs;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Graphs;

public class InteractionGraphTests
{
    [Fact]
    public void NormalizedAdjacency_HasTheseEntries()
    {
        var interactions = Interactions.FromPairs([0, 0, 1], [0, 1, 1], 2, 3);

        using var adjacency = InteractionGraph.NormalizedAdjacency(interactions);

        var (a, b, c) = (1 / Math.Sqrt(2), 0.5, 1 / Math.Sqrt(2)); // degrees 2 and 1, 2 and 2, 1 and 2
        double[] expected =
        [
            0, 0, a, b, 0,
            0, 0, 0, c, 0,
            a, 0, 0, 0, 0,
            b, c, 0, 0, 0,
            0, 0, 0, 0, 0,
        ];
        adjacency.ToDense().ToVector().Zip(expected).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-7);
        adjacency.EntryCount.Should().Be(6);
    }

    [Fact]
    public void NormalizedAdjacency_IsTheDenseReference_AndSymmetric()
    {
        var interactions = Random();

        using var adjacency = InteractionGraph.NormalizedAdjacency(interactions);

        var dense = adjacency.ToDense(ScalarType.Float64);
        Tensors.Difference(dense, tensor(NaiveLightGcn.Adjacency(interactions))).Should().BeLessThan(1e-7);
        Tensors.Difference(dense, dense.t()).Should().Be(0);
    }

    [Fact]
    public void NormalizedAdjacency_GivesEmptyRows_ToIsolatedNodes()
    {
        var interactions = Random();

        using var adjacency = InteractionGraph.NormalizedAdjacency(interactions);

        var sums = adjacency.ToDense().sum(1).ToVector();
        var degrees = interactions.ItemDegrees();
        for (var node = 0; node < sums.Length; node++)
        {
            var degree = node < interactions.UserCount ? interactions.ItemsOf(node).Length : degrees[node - interactions.UserCount];
            (sums[node] > 0).Should().Be(degree > 0);
        }

        sums.Should().Contain(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void NormalizedAdjacency_NeverLengthens(ulong seed)
    {
        using var adjacency = InteractionGraph.NormalizedAdjacency(Random());
        var x = Tensors.Random(adjacency.ColumnCount, 20, seed);

        var lengths = adjacency.Multiply(x).square().sum([0L]).div(x.square().sum([0L])).sqrt().ToVector();

        lengths.Should().OnlyContain(length => length <= 1 + 1e-6);
    }

    [Fact]
    public void NormalizedAdjacency_KeepsTheRootsOfDegrees()
    {
        var interactions = Random();
        using var adjacency = InteractionGraph.NormalizedAdjacency(interactions);
        double[] roots =
        [
            .. Enumerable.Range(0, interactions.UserCount).Select(user => Math.Sqrt(interactions.ItemsOf(user).Length)),
            .. interactions.ItemDegrees().Select(degree => Math.Sqrt(degree)),
        ];
        var vector = tensor(roots).unsqueeze(1); // the eigenvector of eigenvalue 1

        Tensors.Difference(adjacency.Multiply(vector), vector).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void NormalizedAdjacency_IsEmpty_WithoutInteractions()
    {
        using var adjacency = InteractionGraph.NormalizedAdjacency(Interactions.FromPairs([], [], 2, 3));

        (adjacency.RowCount, adjacency.ColumnCount, adjacency.EntryCount).Should().Be((5, 5, 0));
        new Action(() => InteractionGraph.NormalizedAdjacency(null!)).Should().Throw<ArgumentNullException>();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Neighbors_AscendAndAreThoseOfTheEdges_AndLoopsIfAsked(bool selfLoops)
    {
        var interactions = Random();
        var edges = interactions.Pairs().Select(pair => (pair.User, Item: interactions.UserCount + pair.Item)).ToArray();

        var places = InteractionGraph.Neighbors(interactions, selfLoops).Places();

        var nodes = Enumerable.Range(0, interactions.UserCount + interactions.ItemCount);
        (int Row, int Column)[] expected =
            [.. edges, .. edges.Select(edge => (edge.Item, edge.User)), .. nodes.Where(_ => selfLoops).Select(node => (node, node))];
        places.Should().Equal(expected.Order());
    }

    [Fact]
    public void NormalizedAdjacency_WithSelfLoops_CountsThemInEachDegree()
    {
        using var adjacency = InteractionGraph.NormalizedAdjacency(Interactions.FromPairs([0], [0], 2, 1), selfLoops: true);

        double[] expected =
        [
            0.5, 0, 0.5,
            0, 1, 0,
            0.5, 0, 0.5,
        ];
        adjacency.ToDense().ToVector().Should().Equal(expected);
    }

    [Fact]
    public void Adjacency_HasOnes_WhereTheNormalizedOneHasEntries()
    {
        var interactions = Random();
        using var adjacency = InteractionGraph.Adjacency(interactions);
        using var normalized = InteractionGraph.NormalizedAdjacency(interactions);

        adjacency.ToDense().ToVector().Should().Equal(normalized.ToDense().sign().ToVector());
    }

    private static Interactions Random()
    {
        var random = new Random(5);
        int[] users = [.. Enumerable.Range(0, 60).Select(_ => random.Next(14))]; // users 14 and 15 have none
        return Interactions.FromPairs(users, [.. users.Select(_ => random.Next(20))], 16, 22);
    }
}
