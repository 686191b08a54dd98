using System.Runtime.Intrinsics;
using DaRec.Kernels;
using FluentAssertions;
using Xunit;

namespace DaRec.Tests.Kernels;

public unsafe class TileProductTests
{
    [Theory]
    [InlineData(6, 1, 1, false, false)]
    [InlineData(12, 5, 3, true, false)]
    [InlineData(6, 7, 2, false, true)]
    [InlineData(18, 32, 1, true, true)]
    public void Multiply_EqualsTheDoubleLoop(int rows, int depth, int columnPairs, bool transposed, bool add)
    {
        Check<float>(rows, depth, columnPairs, transposed, add, 1e-5);
        Check<double>(rows, depth, columnPairs, transposed, add, 1e-13);
    }

    [Theory]
    [InlineData(6, 5, 1, false)]
    [InlineData(48, 32, 3, true)]
    [InlineData(12, 7, 4, true)]
    public void Multiply_GivesTheSameBits_InVectorsOfAnyLength(int rows, int depth, int wideVectors, bool add)
    {
        var random = new Random(1);
        var columns = wideVectors * Math.Max(Vector512<float>.Count, TileProduct.ColumnsTogether<float>());
        var (a, b, c) = (Draw(rows * depth), Draw(depth * columns), Draw(rows * columns));
        var wide = (float[])c.Clone();

        fixed (float* pa = a, pb = b, pc = c, pw = wide)
        {
            TileProduct.MultiplyNarrow(pa, depth, 1, pb, columns, pc, columns, rows, depth, columns, add);
            WideTileProduct.Multiply(pa, depth, 1, pb, columns, pw, columns, rows, depth, columns, add);
        }

        wide.Should().Equal(c);

        float[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextSingle() - 0.5f)];
    }

    private static void Check<T>(int rows, int depth, int columnPairs, bool transposed, bool add, double tolerance)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var random = new Random(1);
        var columns = columnPairs * TileProduct.ColumnsTogether<T>();
        var (a, b, c) = (Draw(rows * depth), Draw(depth * columns), Draw(rows * columns));
        var (aRow, aColumn) = transposed ? (1, rows) : (depth, 1);
        var expected = new double[rows, columns];
        for (var i = 0; i < rows; i++)
        {
            for (var j = 0; j < columns; j++)
            {
                expected[i, j] = add ? double.CreateChecked(c[(i * columns) + j]) : 0;
                for (var k = 0; k < depth; k++)
                {
                    expected[i, j] += double.CreateChecked(a[(i * aRow) + (k * aColumn)]) * double.CreateChecked(b[(k * columns) + j]);
                }
            }
        }

        fixed (T* pa = a, pb = b, pc = c)
        {
            TileProduct.Multiply(pa, aRow, aColumn, pb, columns, pc, columns, rows, depth, columns, add);
        }

        for (var element = 0; element < c.Length; element++)
        {
            double.CreateChecked(c[element]).Should().BeApproximately(expected[element / columns, element % columns], tolerance);
        }

        T[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => T.CreateChecked(random.NextDouble() - 0.5))];
    }
}
