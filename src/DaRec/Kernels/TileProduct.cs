using System.Numerics;
using System.Runtime.CompilerServices;

namespace DaRec.Kernels;

/// <summary>Products of small matrices in a core's caches: C := A B or C += A B, six rows and two vectors at a time in registers.</summary>
/// <remarks>
/// libtorch's product is as fast on large matrices, but costs a call for every tile, runs its own threads, and is half as fast where
/// the left side is transposed. Rows of C come in sixes and columns in pairs of vectors; callers pad to that with zeros.
/// </remarks>
internal static unsafe class TileProduct
{
    /// <summary>Rows of C that are computed together: with two vectors of columns, sums and operands fill sixteen registers.</summary>
    public const int RowsTogether = 6;

    /// <summary>Columns of C that are computed together.</summary>
    public static int ColumnsTogether<T>() => 2 * Vector<T>.Count;

    /// <summary>Nanoseconds, about, that one core takes for so many multiply-adds.</summary>
    public static long Nanoseconds<T>(double multiplyAdds) =>
        (long)(multiplyAdds / (2.5 * Vector<T>.Count * (WideTileProduct.IsUsed ? 2 : 1)));

    /// <summary>C := A B, or C += A B.</summary>
    /// <param name="a">A, (rows, depth), where element (i, k) lies at i · aRow + k · aColumn: either of A and Aᵀ is at hand.</param>
    /// <param name="aRow">Elements from a row of A to the next.</param>
    /// <param name="aColumn">Elements from a column of A to the next.</param>
    /// <param name="b">B, (depth, columns), rows contiguous.</param>
    /// <param name="bRow">Elements from a row of B to the next.</param>
    /// <param name="c">C, (rows, columns), rows contiguous.</param>
    /// <param name="cRow">Elements from a row of C to the next.</param>
    /// <param name="rows">A multiple of <see cref="RowsTogether"/>.</param>
    /// <param name="depth">Columns of A and rows of B.</param>
    /// <param name="columns">A multiple of <see cref="ColumnsTogether"/>.</param>
    /// <param name="add">Whether the product is added to C.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, int rows, int depth, int columns, bool add)
        where T : unmanaged
    {
        if (WideTileProduct.IsUsed)
        {
            WideTileProduct.Multiply(a, aRow, aColumn, b, bRow, c, cRow, rows, depth, columns, add);
        }
        else
        {
            MultiplyNarrow(a, aRow, aColumn, b, bRow, c, cRow, rows, depth, columns, add);
        }
    }

    /// <summary>As <see cref="Multiply"/>, with the vectors that .NET chose.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void MultiplyNarrow<T>(
        T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, int rows, int depth, int columns, bool add)
        where T : unmanaged
    {
        for (var j = 0; j < columns; j += ColumnsTogether<T>())
        {
            for (var i = 0; i < rows; i += RowsTogether)
            {
                MultiplyBlock(a + (i * aRow), aRow, aColumn, b + j, bRow, c + (i * cRow) + j, cRow, depth, add);
            }
        }
    }

    // Each step of k takes two vectors of B and six elements of A: twelve multiply-adds for eight loads.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock<T>(T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, int depth, bool add)
        where T : unmanaged
    {
        var lanes = Vector<T>.Count;
        var (row2, row3, row4, row5) = (2 * aRow, 3 * aRow, 4 * aRow, 5 * aRow);
        Vector<T> c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = Vector<T>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector.Load(b);
            var b1 = Vector.Load(b + lanes);
            var a0 = new Vector<T>(a[0]);
            c00 = VectorMath.MultiplyAdd(a0, b0, c00);
            c01 = VectorMath.MultiplyAdd(a0, b1, c01);
            var a1 = new Vector<T>(a[aRow]);
            c10 = VectorMath.MultiplyAdd(a1, b0, c10);
            c11 = VectorMath.MultiplyAdd(a1, b1, c11);
            var a2 = new Vector<T>(a[row2]);
            c20 = VectorMath.MultiplyAdd(a2, b0, c20);
            c21 = VectorMath.MultiplyAdd(a2, b1, c21);
            var a3 = new Vector<T>(a[row3]);
            c30 = VectorMath.MultiplyAdd(a3, b0, c30);
            c31 = VectorMath.MultiplyAdd(a3, b1, c31);
            var a4 = new Vector<T>(a[row4]);
            c40 = VectorMath.MultiplyAdd(a4, b0, c40);
            c41 = VectorMath.MultiplyAdd(a4, b1, c41);
            var a5 = new Vector<T>(a[row5]);
            c50 = VectorMath.MultiplyAdd(a5, b0, c50);
            c51 = VectorMath.MultiplyAdd(a5, b1, c51);
            a += aColumn;
            b += bRow;
        }

        Put(c, c00, c01, add);
        Put(c + cRow, c10, c11, add);
        Put(c + (2 * cRow), c20, c21, add);
        Put(c + (3 * cRow), c30, c31, add);
        Put(c + (4 * cRow), c40, c41, add);
        Put(c + (5 * cRow), c50, c51, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(T* c, Vector<T> first, Vector<T> second, bool add)
        where T : unmanaged
    {
        if (add)
        {
            first += Vector.Load(c);
            second += Vector.Load(c + Vector<T>.Count);
        }

        first.Store(c);
        second.Store(c + Vector<T>.Count);
    }
}
