using DaRec.Recommenders.Graphs;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Graphs;

public class SubgraphMaskTests
{
    [Fact]
    public void Cut_OnAPath_TakesThisFar()
    {
        var path = SymmetricGraph.Of(7, [(0, 1), (1, 2), (2, 3), (3, 4), (4, 5), (5, 6)]);

        SubgraphMask.Cut(path, [1], 1).Masked.Should().Equal(1);
        SubgraphMask.Cut(path, [1], 1).Kept.Places().Should().HaveCount(8).And.NotContain((0, 1)).And.Contain((2, 3));
        SubgraphMask.Cut(path, [1], 2).Masked.Should().Equal(0, 1, 2);
        SubgraphMask.Cut(path, [1], 2).Kept.Places().Should().Equal((3, 4), (4, 3), (4, 5), (5, 4), (5, 6), (6, 5));
        SubgraphMask.Cut(path, [1], 3).Masked.Should().Equal(0, 1, 2, 3);
        SubgraphMask.Cut(path, [1, 6], 20).Kept.Places().Should().BeEmpty();
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 3)]
    public void Cut_KeepsExactlyTheEdges_AwayFromTheSeeds(int depth, int seed)
    {
        var graph = Sparse(seed);
        int[] seeds = [3, 11, 29];

        var (kept, masked) = SubgraphMask.Cut(graph, seeds, depth);

        var near = new HashSet<int>(seeds);
        for (var step = 1; step < depth; step++)
        {
            near.UnionWith(graph.Places().Where(place => near.Contains(place.Row)).Select(place => place.Column).ToArray());
        }

        masked.Should().Equal(near.Order());
        kept.RowCount.Should().Be(graph.RowCount);
        kept.Places().Should().Equal(graph.Places().Where(place => !near.Contains(place.Row) && !near.Contains(place.Column)));
        kept.Places().Should().NotBeEmpty();
    }

    [Fact]
    public void Cut_MasksSeedsWithoutNeighbors()
    {
        var (kept, masked) = SubgraphMask.Cut(SymmetricGraph.Of(3, [(0, 1)]), [2, 2], 2);

        masked.Should().Equal(2);
        kept.Places().Should().Equal((0, 1), (1, 0));
    }

    private static CsrStructure Sparse(int seed)
    {
        var random = new Random(seed);
        return SymmetricGraph.Of(80, [.. Enumerable.Range(0, 70).Select(_ => (random.Next(40), 40 + random.Next(40)))]);
    }
}
