using DaRec.Recommenders.Graphs;

namespace DaRec.Tests.Testing;

/// <summary>The entries of a sparse matrix in no order; random ones repeat places and leave rows and columns empty.</summary>
internal sealed record SparseEntries(int[] Rows, int[] Columns, float[] Values, int RowCount, int ColumnCount)
{
    public static SparseEntries Random(int rowCount, int columnCount, int count, int seed = 1)
    {
        var random = new Random(seed);
        return new SparseEntries(
            [.. Enumerable.Range(0, count).Select(_ => random.Next(rowCount))],
            [.. Enumerable.Range(0, count).Select(_ => random.Next(columnCount))],
            [.. Enumerable.Range(0, count).Select(_ => (2 * random.NextSingle()) - 1)],
            rowCount,
            columnCount);
    }

    public SparseMatrix ToMatrix() => SparseMatrix.FromEntries(Rows, Columns, Values, RowCount, ColumnCount);

    public double[,] ToDense()
    {
        var dense = new double[RowCount, ColumnCount];
        for (var entry = 0; entry < Values.Length; entry++)
        {
            dense[Rows[entry], Columns[entry]] += Values[entry];
        }

        return dense;
    }
}
