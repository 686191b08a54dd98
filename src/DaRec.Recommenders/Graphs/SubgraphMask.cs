namespace DaRec.Recommenders.Graphs;

/// <summary>A graph without the surroundings of some nodes.</summary>
/// <param name="Kept">The neighbours that are left to each node.</param>
/// <param name="Masked">The nodes that lost all theirs, ascending.</param>
internal sealed record SubgraphMask(CsrStructure Kept, int[] Masked)
{
    /// <summary>Cuts out all edges at the seeds and at the nodes less than <paramref name="depth"/> steps away from one.</summary>
    /// <param name="graph">A symmetric structure.</param>
    /// <param name="seeds">Nodes of the graph.</param>
    /// <param name="depth">1 cuts the edges at the seeds alone.</param>
    public static SubgraphMask Cut(CsrStructure graph, ReadOnlySpan<int> seeds, int depth)
    {
        var isMasked = Surroundings(graph, seeds, depth);
        var offsets = new int[graph.Offsets.Length];
        var columns = new int[graph.Columns.Length];
        var kept = 0;
        for (var node = 0; node < graph.RowCount; node++)
        {
            for (var entry = graph.Offsets[node]; entry < graph.Offsets[node + 1] && !isMasked[node]; entry++)
            {
                if (!isMasked[graph.Columns[entry]])
                {
                    columns[kept++] = graph.Columns[entry];
                }
            }

            offsets[node + 1] = kept;
        }

        int[] masked = [.. Enumerable.Range(0, graph.RowCount).Where(node => isMasked[node])];
        return new SubgraphMask(new CsrStructure(offsets, columns[..kept]), masked);
    }

    private static bool[] Surroundings(CsrStructure graph, ReadOnlySpan<int> seeds, int depth)
    {
        var reached = new bool[graph.RowCount];
        var border = new List<int>();
        foreach (var seed in seeds)
        {
            Reach(seed);
        }

        for (var step = 1; step < depth && border.Count > 0; step++)
        {
            var last = border;
            border = [];
            foreach (var node in last)
            {
                foreach (var neighbor in graph.Columns.AsSpan(graph.Offsets[node]..graph.Offsets[node + 1]))
                {
                    Reach(neighbor);
                }
            }
        }

        return reached;

        void Reach(int node)
        {
            if (!reached[node])
            {
                reached[node] = true;
                border.Add(node);
            }
        }
    }
}
