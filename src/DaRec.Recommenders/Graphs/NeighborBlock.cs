using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Numerics.Vector;
using static DaRec.Kernels.VectorMath;

namespace DaRec.Recommenders.Graphs;

/// <summary>Some neighbours of a node, whose rows of a table are met one head's columns at a time.</summary>
/// <param name="nodes">The neighbours.</param>
/// <param name="count">How many.</param>
/// <param name="width">d, the distance from row to row.</param>
/// <param name="head">d / H, columns of a head.</param>
internal readonly unsafe struct NeighborBlock<T>(int* nodes, int count, int width, int head)
    where T : unmanaged, IFloatingPointIeee754<T>
{
    public int Count => count;

    /// <summary>products_i = ⟨row, table_i⟩.</summary>
    /// <param name="row">The head's columns of one row.</param>
    /// <param name="table">The head's first column of a table.</param>
    /// <param name="products">One for each neighbour.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Dots(T* row, T* table, T* products)
    {
        var (lanes, d, n) = (Vector<T>.Count, (nint)width, count);
        var neighbors = nodes; // a local stays in a register, a field is read again after each store
        if (head == lanes)
        {
            var whole = Load(row);
            for (var i = 0; i < n; i++)
            {
                products[i] = Sum(whole * Load(table + (neighbors[i] * d)));
            }

            return;
        }

        for (var i = 0; i < n; i++)
        {
            var other = table + (neighbors[i] * d);
            var (sums, column) = (Vector<T>.Zero, 0);
            for (; column <= head - lanes; column += lanes)
            {
                sums = MultiplyAdd(Load(row + column), Load(other + column), sums);
            }

            var sum = Sum(sums);
            for (; column < head; column++)
            {
                sum += row[column] * other[column];
            }

            products[i] = sum;
        }
    }

    /// <summary>sum += Σᵢ weights_i table_i.</summary>
    /// <param name="weights">One for each neighbour.</param>
    /// <param name="table">The head's first column of a table.</param>
    /// <param name="sum">The head's columns of one row.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRows(T* weights, T* table, T* sum)
    {
        var (lanes, d, n, column) = (Vector<T>.Count, (nint)width, count, 0);
        var neighbors = nodes;
        for (; column <= head - lanes; column += lanes)
        {
            var sums = Load(sum + column);
            var source = table + column;
            for (var i = 0; i < n; i++)
            {
                sums = MultiplyAdd(new Vector<T>(weights[i]), Load(source + (neighbors[i] * d)), sums);
            }

            sums.Store(sum + column);
        }

        for (; column < head; column++)
        {
            for (var i = 0; i < n; i++)
            {
                sum[column] += weights[i] * table[(neighbors[i] * d) + column];
            }
        }
    }
}
