using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Tests.Models;
using DaRec.Tests.Reference;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Graphs;

public class RandomWalksTests
{
    private static readonly CsrStructure Graph = InteractionGraph.Neighbors(SmallGraph.Train);

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 2)]
    [InlineData(5, 4)]
    public void Draw_IsTheSumOfPowers_InExpectation(int walks, int layers)
    {
        var identity = Identity(SmallGraph.NodeCount);
        var expected = NaiveLightGcn.Propagate(NaiveLightGcn.Adjacency(SmallGraph.Train), identity, layers);

        ShouldAverage(new RandomWalks(Graph, walks, layers, seed: 5), expected, dropout: null);
    }

    [Fact]
    public void Draw_IsThatOfTheKeptEntries_InExpectation_WithDropout()
    {
        var dropout = new EntryDropout(0.6, new SeededRandom(3));
        using var whole = InteractionGraph.NormalizedAdjacency(SmallGraph.Train);
        using var kept = whole.DropEntries(0.6, new SeededRandom(3)); // the same key
        var expected = kept.SumOfPowers(eye(SmallGraph.NodeCount, dtype: ScalarType.Float64), 3).ToArray();

        ShouldAverage(new RandomWalks(Graph, walks: 2, length: 3, seed: 5), expected, dropout);
    }

    [Fact]
    public void Draw_IsExact_WhereEachNodeHasOneNeighbor()
    {
        var pairs = Interactions.FromPairs([0, 1, 2], [2, 0, 1], 4, 3);

        var drawn = Combination(new RandomWalks(InteractionGraph.Neighbors(pairs), walks: 2, length: 4, seed: 1), 1, rows: 7);

        var expected = NaiveLightGcn.Propagate(NaiveLightGcn.Adjacency(pairs), Identity(7), 4);
        Tensors.Difference(tensor(drawn), tensor(expected)).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Draw_IsExactInTheFirstLayer_WhereWalksAreAMultipleOfNeighbors()
    {
        var drawn = Combination(new RandomWalks(Graph, walks: 6, length: 1, seed: 8), 1); // nodes have 0 to 3 neighbors

        var expected = NaiveLightGcn.Propagate(NaiveLightGcn.Adjacency(SmallGraph.Train), Identity(SmallGraph.NodeCount), 1);
        Tensors.Difference(tensor(drawn), tensor(expected)).Should().BeLessThan(1e-6);
    }

    [Fact]
    public void Draw_DependsOnSeedStepAndRowAlone()
    {
        var walks = new RandomWalks(Graph, walks: 2, length: 3, seed: 5);

        var all = walks.Draw(All(), step: 4);
        var one = walks.Draw(new[] { 1 }, step: 4);

        one.NodesOf(0).ToArray().Should().Equal(all.NodesOf(1).ToArray());
        one.WeightsOf(0).ToArray().Should().Equal(all.WeightsOf(1).ToArray());
        Combination(new RandomWalks(Graph, 2, 3, seed: 5), 4).Should().BeEquivalentTo(Combination(walks, 4));
        Combination(walks, 5).Should().NotBeEquivalentTo(Combination(walks, 4));
        Combination(new RandomWalks(Graph, 2, 3, seed: 6), 4).Should().NotBeEquivalentTo(Combination(walks, 4));
    }

    [Fact]
    public void Draw_GivesTheSame_OnAnyNumberOfThreads()
    {
        var graph = SymmetricGraph.Random(900, 4000);
        var walks = new RandomWalks(graph, walks: 8, length: 3, seed: 2);
        int[] rows = [.. Enumerable.Range(0, graph.RowCount)];

        Threads.ShouldNotMatter(() =>
        {
            var visits = walks.Draw(rows, step: 1);
            return [.. rows.SelectMany(row => visits.NodesOf(row).ToArray().SelectMany(BitConverter.GetBytes))];
        });
    }

    [Fact]
    public void Draw_VisitsNothing_FromANodeWithoutNeighbors_OrWithoutLayers()
    {
        new RandomWalks(Graph, walks: 3, length: 2, seed: 1).Draw(new[] { 3, 9 }, step: 1).Count.Should().Be(0);
        new RandomWalks(Graph, walks: 3, length: 0, seed: 1).Draw(All(), step: 1).Count.Should().Be(0);
    }

    // Means over many steps against the expectation, in standard errors of each entry.
    private static void ShouldAverage(RandomWalks walks, double[,] expected, EntryDropout? dropout)
    {
        const int Steps = 20_000;
        var n = SmallGraph.NodeCount;
        var (sums, squares) = (new double[n, n], new double[n, n]);
        for (var step = 0; step < Steps; step++)
        {
            var drawn = Combination(walks, step, n, dropout);
            for (var at = 0; at < n * n; at++)
            {
                sums[at / n, at % n] += drawn[at / n, at % n];
                squares[at / n, at % n] += drawn[at / n, at % n] * drawn[at / n, at % n];
            }
        }

        var varying = 0;
        for (var at = 0; at < n * n; at++)
        {
            var mean = sums[at / n, at % n] / Steps;
            var error = Math.Sqrt(Math.Max(0, (squares[at / n, at % n] / Steps) - (mean * mean)) / Steps);
            mean.Should().BeApproximately(expected[at / n, at % n], (4.5 * error) + 1e-5, "of row {0} and node {1}", at / n, at % n);
            varying += error > 1e-4 ? 1 : 0;
        }

        varying.Should().BeGreaterThan(8); // it is an average of something
    }

    // What rows are made of, (rows, nodes).
    private static double[,] Combination(RandomWalks walks, long step, int rows = SmallGraph.NodeCount, EntryDropout? dropout = null)
    {
        var visits = walks.Draw(All(rows), step, dropout);
        var dense = Identity(rows);
        for (var row = 0; row < rows; row++)
        {
            var nodes = visits.NodesOf(row);
            var weights = visits.WeightsOf(row);
            for (var i = 0; i < nodes.Length; i++)
            {
                if (nodes[i] != WalkVisits.None)
                {
                    dense[row, nodes[i]] += weights[i];
                }
            }
        }

        return dense;
    }

    private static int[] All(int rows = SmallGraph.NodeCount) => [.. Enumerable.Range(0, rows)];

    private static double[,] Identity(int size) => eye(size, dtype: ScalarType.Float64).ToArray();
}
