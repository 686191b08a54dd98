using DaRec.Recommenders.Graphs;

namespace DaRec.Tests.Testing;

/// <summary>Symmetric structures, and what tests read of them.</summary>
internal static class SymmetricGraph
{
    /// <summary>Random edges with some self-loops; node 0 has most of the others, the last node has none.</summary>
    public static CsrStructure Random(int nodeCount, int edgeCount, int seed = 1)
    {
        var random = new Random(seed);
        List<(int A, int B)> edges = [.. Enumerable.Range(1, Math.Max(0, nodeCount - 3)).Select(node => (0, node))];
        edges.AddRange(Enumerable.Range(0, edgeCount).Select(_ => (random.Next(nodeCount - 1), random.Next(nodeCount - 1))));
        return Of(nodeCount, edges);
    }

    public static CsrStructure Of(int nodeCount, IReadOnlyList<(int A, int B)> edges)
    {
        int[] rows = [.. edges.Select(edge => edge.A), .. edges.Select(edge => edge.B)];
        int[] columns = [.. edges.Select(edge => edge.B), .. edges.Select(edge => edge.A)];
        return CsrStructure.Distinct(rows, columns, nodeCount);
    }

    public static (int Row, int Column)[] Places(this CsrStructure structure) =>
    [
        .. Enumerable.Range(0, structure.RowCount).SelectMany(row =>
            structure.Columns[structure.Offsets[row]..structure.Offsets[row + 1]].Select(column => (row, column))),
    ];

    public static bool[,] ToDense(this CsrStructure structure)
    {
        var dense = new bool[structure.RowCount, structure.RowCount];
        foreach (var (row, column) in structure.Places())
        {
            dense[row, column] = true;
        }

        return dense;
    }
}
