using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Models;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Models;

public class AutoCfGraphsTests
{
    private static readonly int[] Seeds = [3, 50];

    private static CsrStructure Graph
    {
        get
        {
            var random = new Random(5);
            return SymmetricGraph.Of(80, [.. Enumerable.Range(0, 70).Select(_ => (random.Next(40), 40 + random.Next(40)))]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Masked_KeepsNoEdge_AtSeedsOrWhatTheyTouched(int depth)
    {
        using var graphs = Masked(new AutoCfOptions { MaskDepth = depth });

        var touched = depth == 1 ? [] : Graph.Places().Where(place => Seeds.Contains(place.Row)).Select(place => place.Column).ToArray();
        var kept = Entries(graphs.Encoder);
        kept.Should().NotBeEmpty().And.BeSubsetOf(Graph.Places());
        kept.Should().OnlyContain(place => !Seeds.Contains(place.Row) && !Seeds.Contains(place.Column));
        kept.Should().OnlyContain(place => !touched.Contains(place.Row) && !touched.Contains(place.Column));
        kept.Length.Should().BeLessThan(Graph.Places().Length);
    }

    [Fact]
    public void Masked_NormalizesTheKeptEdges_ByTheirOwnDegrees()
    {
        using var graphs = Masked(new AutoCfOptions());

        var dense = graphs.Encoder.ToDense(ScalarType.Float64).ToArray();
        var kept = Entries(graphs.Encoder);
        var degrees = Enumerable.Range(0, 80).Select(node => kept.Count(place => place.Row == node)).ToArray();
        foreach (var (row, column) in kept)
        {
            dense[row, column].Should().BeApproximately(1 / Math.Sqrt(degrees[row] * degrees[column]), 1e-7);
        }
    }

    [Fact]
    public void Masked_DecoderIsSymmetricAndDistinct_WithLoopsAndKeptEdges()
    {
        using var graphs = Masked(new AutoCfOptions());

        var places = graphs.Decoder.Neighbors.Places();
        places.Should().OnlyHaveUniqueItems().And.Contain(Entries(graphs.Encoder));
        places.Should().BeEquivalentTo(places.Select(place => (place.Column, place.Row)));
        places.Should().Contain(Enumerable.Range(0, 80).Select(node => (node, node)));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 20)]
    [InlineData(1, 80)]
    public void Masked_DecoderConnects_MaskedNodesAndAShareOfAll(double share, int most)
    {
        var options = new AutoCfOptions { DecoderNodes = share };
        var (kept, masked) = SubgraphMask.Cut(Graph, Seeds, options.MaskDepth);

        using var graphs = Masked(options);

        (int Row, int Column)[] added =
            [.. graphs.Decoder.Neighbors.Places().Except(kept.Places()).Where(place => place.Row != place.Column)];
        var nodes = added.SelectMany(place => new[] { place.Row, place.Column }).Distinct().ToArray();
        added.Should().NotBeEmpty().And.HaveCountLessThanOrEqualTo(2 * Graph.Columns.Length);
        nodes.Except(masked).Count().Should().BeInRange(most / 4, most);
        added.Should().Contain(place => !Graph.Places().Contains(place)); // not the edges that were there
    }

    [Fact]
    public void Masked_ConnectsAsManyPairs_AsTheGraphHasEntries()
    {
        // So many nodes that hardly a pair is drawn twice.
        var graph = SymmetricGraph.Of(4000, [.. Enumerable.Range(0, 500).Select(edge => (edge, 2000 + edge))]);

        using var graphs = AutoCfGraphs.Masked(graph, [0], new AutoCfOptions { DecoderNodes = 1 }, new Random(1));

        var (kept, _) = SubgraphMask.Cut(graph, [0], 2);
        var added = graphs.Decoder.Neighbors.Columns.Length - kept.Columns.Length - 4000;
        added.Should().BeInRange(1980, 2000); // both directions of 1000 pairs
    }

    [Fact]
    public void Masked_IsTheSame_ForTheSameSeed_AndAnotherForAnother()
    {
        using var graphs = Masked(new AutoCfOptions(), seed: 3);
        using var same = Masked(new AutoCfOptions(), seed: 3);
        using var other = Masked(new AutoCfOptions(), seed: 4);

        same.Decoder.Neighbors.Places().Should().Equal(graphs.Decoder.Neighbors.Places());
        other.Decoder.Neighbors.Places().Should().NotEqual(graphs.Decoder.Neighbors.Places());
    }

    [Fact]
    public void Masked_LeavesLoopsAlone_WithoutEdges()
    {
        using var graphs = AutoCfGraphs.Masked(SymmetricGraph.Of(3, []), [0, 1, 2], new AutoCfOptions(), new Random(1));

        graphs.Encoder.EntryCount.Should().Be(0);
        graphs.Decoder.Neighbors.Places().Should().Equal((0, 0), (1, 1), (2, 2));
    }

    private static AutoCfGraphs Masked(AutoCfOptions options, int seed = 1) =>
        AutoCfGraphs.Masked(Graph, Seeds, options, new Random(seed));

    private static (int Row, int Column)[] Entries(SparseMatrix matrix)
    {
        var dense = matrix.ToDense().ToArray();
        return
        [
            .. from row in Enumerable.Range(0, matrix.RowCount)
               from column in Enumerable.Range(0, matrix.ColumnCount)
               where dense[row, column] != 0
               select (row, column),
        ];
    }
}
