using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace DaRec.Kernels;

/// <summary><see cref="TileProduct"/> on processors with 512-bit arithmetic, where .NET's <see cref="Vector{T}"/> has 256 bits.</summary>
/// <remarks>
/// Matrices lie as there: two vectors of <see cref="Vector{T}"/> are one of these. Each element is summed in the same order, so that results are
/// the same bits.
/// </remarks>
internal static unsafe class WideTileProduct
{
    /// <summary>Whether this form is the faster one here.</summary>
    public static bool IsUsed
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Vector512.IsHardwareAccelerated && Vector<byte>.Count == 32;
    }

    /// <summary>As <see cref="TileProduct.Multiply"/>; columns are a multiple of one vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply<T>(
        T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, int rows, int depth, int columns, bool add)
        where T : unmanaged
    {
        var (lanes, j) = (Vector512<T>.Count, 0);
        for (; j <= columns - (2 * lanes); j += 2 * lanes)
        {
            for (var i = 0; i < rows; i += TileProduct.RowsTogether)
            {
                MultiplyBlock(a + (i * aRow), aRow, aColumn, b + j, bRow, c + (i * cRow) + j, cRow, depth, add);
            }
        }

        if (j < columns)
        {
            for (var i = 0; i < rows; i += TileProduct.RowsTogether)
            {
                MultiplyColumn(a + (i * aRow), aRow, aColumn, b + j, bRow, c + (i * cRow) + j, cRow, depth, add);
            }
        }
    }

    // Six rows and two vectors.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyBlock<T>(T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, int depth, bool add)
        where T : unmanaged
    {
        var lanes = Vector512<T>.Count;
        var (row2, row3, row4, row5) = (2 * aRow, 3 * aRow, 4 * aRow, 5 * aRow);
        Vector512<T> c00, c01, c10, c11, c20, c21, c30, c31, c40, c41, c50, c51;
        c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = Vector512<T>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector512.Load(b);
            var b1 = Vector512.Load(b + lanes);
            var a0 = Vector512.Create(a[0]);
            c00 = VectorMath.MultiplyAdd(a0, b0, c00);
            c01 = VectorMath.MultiplyAdd(a0, b1, c01);
            var a1 = Vector512.Create(a[aRow]);
            c10 = VectorMath.MultiplyAdd(a1, b0, c10);
            c11 = VectorMath.MultiplyAdd(a1, b1, c11);
            var a2 = Vector512.Create(a[row2]);
            c20 = VectorMath.MultiplyAdd(a2, b0, c20);
            c21 = VectorMath.MultiplyAdd(a2, b1, c21);
            var a3 = Vector512.Create(a[row3]);
            c30 = VectorMath.MultiplyAdd(a3, b0, c30);
            c31 = VectorMath.MultiplyAdd(a3, b1, c31);
            var a4 = Vector512.Create(a[row4]);
            c40 = VectorMath.MultiplyAdd(a4, b0, c40);
            c41 = VectorMath.MultiplyAdd(a4, b1, c41);
            var a5 = Vector512.Create(a[row5]);
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

    // Six rows and the one vector that is left.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyColumn<T>(T* a, nint aRow, nint aColumn, T* b, nint bRow, T* c, nint cRow, int depth, bool add)
        where T : unmanaged
    {
        var (row2, row3, row4, row5) = (2 * aRow, 3 * aRow, 4 * aRow, 5 * aRow);
        Vector512<T> c0, c1, c2, c3, c4, c5;
        c0 = c1 = c2 = c3 = c4 = c5 = Vector512<T>.Zero;
        for (var k = 0; k < depth; k++)
        {
            var b0 = Vector512.Load(b);
            c0 = VectorMath.MultiplyAdd(Vector512.Create(a[0]), b0, c0);
            c1 = VectorMath.MultiplyAdd(Vector512.Create(a[aRow]), b0, c1);
            c2 = VectorMath.MultiplyAdd(Vector512.Create(a[row2]), b0, c2);
            c3 = VectorMath.MultiplyAdd(Vector512.Create(a[row3]), b0, c3);
            c4 = VectorMath.MultiplyAdd(Vector512.Create(a[row4]), b0, c4);
            c5 = VectorMath.MultiplyAdd(Vector512.Create(a[row5]), b0, c5);
            a += aColumn;
            b += bRow;
        }

        Put(c, c0, add);
        Put(c + cRow, c1, add);
        Put(c + (2 * cRow), c2, add);
        Put(c + (3 * cRow), c3, add);
        Put(c + (4 * cRow), c4, add);
        Put(c + (5 * cRow), c5, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(T* c, Vector512<T> first, Vector512<T> second, bool add)
        where T : unmanaged
    {
        Put(c, first, add);
        Put(c + Vector512<T>.Count, second, add);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Put<T>(T* c, Vector512<T> sum, bool add)
        where T : unmanaged => (add ? sum + Vector512.Load(c) : sum).Store(c);
}
