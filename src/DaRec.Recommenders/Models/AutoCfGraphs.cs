using DaRec.Recommenders.Graphs;

namespace DaRec.Recommenders.Models;

/// <summary>The two graphs of an <see cref="AutoCf"/>: all edges, or what a mask makes of them.</summary>
/// <param name="Encoder">Normalised adjacency of propagation.</param>
/// <param name="Decoder">Graph of attention.</param>
internal sealed record AutoCfGraphs(SparseMatrix Encoder, GraphAttention Decoder) : IDisposable
{
    /// <summary>Both graphs without masks.</summary>
    public static AutoCfGraphs Whole(CsrStructure graph, int heads) =>
        new(InteractionGraph.Normalize(graph), new GraphAttention(graph, heads));

    /// <summary>Masks the surroundings of seeds.</summary>
    /// <remarks>
    /// The encoder keeps the edges outside. The decoder has these, too, each node itself, and as many random edges among the masked
    /// nodes and some more as the graph has entries: attention is to find out which of them were there.
    /// </remarks>
    /// <param name="graph">All edges in both directions.</param>
    /// <param name="seeds">Nodes of the graph.</param>
    /// <param name="options">How far masks reach, and the decoder's share of random nodes.</param>
    /// <param name="random">Source of the decoder's random edges.</param>
    public static AutoCfGraphs Masked(CsrStructure graph, ReadOnlySpan<int> seeds, AutoCfOptions options, Random random)
    {
        var (kept, masked) = SubgraphMask.Cut(graph, seeds, options.MaskDepth);
        var decoder = Connect(kept, Joined(masked, graph.RowCount, options.DecoderNodes, random), graph.Columns.Length, random);
        return new AutoCfGraphs(InteractionGraph.Normalize(kept), new GraphAttention(decoder, options.Heads));
    }

    /// <summary>Releases what was made for a device.</summary>
    public void Dispose()
    {
        Encoder.Dispose();
        Decoder.Dispose();
    }

    // The masked nodes and a share of all, drawn with replacement, each once.
    private static int[] Joined(int[] masked, int nodeCount, double share, Random random)
    {
        var isIn = new bool[nodeCount];
        foreach (var node in masked)
        {
            isIn[node] = true;
        }

        for (var left = (int)(nodeCount * share); left > 0; left--)
        {
            isIn[random.Next(nodeCount)] = true;
        }

        return [.. Enumerable.Range(0, nodeCount).Where(node => isIn[node])];
    }

    private static CsrStructure Connect(CsrStructure kept, int[] nodes, int pairCount, Random random)
    {
        var entries = (2 * pairCount) + kept.RowCount + kept.Columns.Length;
        var (rows, columns, entry) = (new int[entries], new int[entries], 0);
        for (var pair = 0; pair < pairCount; pair++)
        {
            var (first, second) = (nodes[random.Next(nodes.Length)], nodes[random.Next(nodes.Length)]);
            Add(first, second);
            Add(second, first);
        }

        for (var node = 0; node < kept.RowCount; node++)
        {
            Add(node, node);
            foreach (var neighbor in kept.Columns.AsSpan(kept.Offsets[node]..kept.Offsets[node + 1]))
            {
                Add(node, neighbor);
            }
        }

        return CsrStructure.Distinct(rows, columns, kept.RowCount);

        void Add(int row, int column) => (rows[entry], columns[entry++]) = (row, column);
    }
}
