using System.Numerics;
using System.Runtime.CompilerServices;
using static System.Numerics.Vector;
using static DaRec.Kernels.VectorMath;

namespace DaRec.Recommenders.Graphs;

/// <summary>What <see cref="CsrProduct"/> does with some of the rows.</summary>
/// <remarks>
/// The sums of a row stay in registers while its entries pass by: eight vectors of columns at a time, then four, then one. Columns
/// that fill no vector are done by one that overlaps its neighbour and gives it the same sums again.
/// </remarks>
internal readonly unsafe struct CsrRows<T>(
    int* offsets, int* columns, float* values, T* input, T* addend, T* output, int width)
    where T : unmanaged, INumber<T>
{
    public void Multiply(int first, int end)
    {
        var (lanes, column) = (Vector<T>.Count, 0);
        for (; column <= width - (8 * lanes); column += 8 * lanes)
        {
            EightVectors(first, end, column);
        }

        for (; column <= width - (4 * lanes); column += 4 * lanes)
        {
            FourVectors(first, end, column);
        }

        for (; column <= width - lanes; column += lanes)
        {
            OneVector(first, end, column);
        }

        if (width < lanes)
        {
            SingleColumns(first, end);
        }
        else if (column < width)
        {
            OneVector(first, end, width - lanes);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void EightVectors(int first, int end, int column)
    {
        var (lanes, d) = (Vector<T>.Count, (nint)width);
        var entries = columns; // locals stay in registers, fields are read again after each store
        var scales = values;
        var source = input + column;
        var starts = addend;
        for (var row = first; row < end; row++)
        {
            Vector<T> sum0, sum1, sum2, sum3, sum4, sum5, sum6, sum7;
            sum0 = sum1 = sum2 = sum3 = sum4 = sum5 = sum6 = sum7 = Vector<T>.Zero;
            if (starts is not null)
            {
                var start = starts + (row * d) + column;
                (sum0, sum1, sum2, sum3) = (Load(start), Load(start + lanes), Load(start + (2 * lanes)), Load(start + (3 * lanes)));
                start += 4 * lanes;
                (sum4, sum5, sum6, sum7) = (Load(start), Load(start + lanes), Load(start + (2 * lanes)), Load(start + (3 * lanes)));
            }

            for (var (entry, rowEnd) = (offsets[row], offsets[row + 1]); entry < rowEnd; entry++)
            {
                var scale = new Vector<T>(T.CreateTruncating(scales[entry]));
                var line = source + (entries[entry] * d);
                sum0 = MultiplyAdd(scale, Load(line), sum0);
                sum1 = MultiplyAdd(scale, Load(line + lanes), sum1);
                sum2 = MultiplyAdd(scale, Load(line + (2 * lanes)), sum2);
                sum3 = MultiplyAdd(scale, Load(line + (3 * lanes)), sum3);
                sum4 = MultiplyAdd(scale, Load(line + (4 * lanes)), sum4);
                sum5 = MultiplyAdd(scale, Load(line + (5 * lanes)), sum5);
                sum6 = MultiplyAdd(scale, Load(line + (6 * lanes)), sum6);
                sum7 = MultiplyAdd(scale, Load(line + (7 * lanes)), sum7);
            }

            var target = output + (row * d) + column;
            sum0.Store(target);
            sum1.Store(target + lanes);
            sum2.Store(target + (2 * lanes));
            sum3.Store(target + (3 * lanes));
            sum4.Store(target + (4 * lanes));
            sum5.Store(target + (5 * lanes));
            sum6.Store(target + (6 * lanes));
            sum7.Store(target + (7 * lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FourVectors(int first, int end, int column)
    {
        var (lanes, d) = (Vector<T>.Count, (nint)width);
        var entries = columns; // locals stay in registers, fields are read again after each store
        var scales = values;
        var source = input + column;
        var starts = addend;
        for (var row = first; row < end; row++)
        {
            Vector<T> sum0, sum1, sum2, sum3;
            sum0 = sum1 = sum2 = sum3 = Vector<T>.Zero;
            if (starts is not null)
            {
                var start = starts + (row * d) + column;
                (sum0, sum1, sum2, sum3) = (Load(start), Load(start + lanes), Load(start + (2 * lanes)), Load(start + (3 * lanes)));
            }

            for (var (entry, rowEnd) = (offsets[row], offsets[row + 1]); entry < rowEnd; entry++)
            {
                var scale = new Vector<T>(T.CreateTruncating(scales[entry]));
                var line = source + (entries[entry] * d);
                sum0 = MultiplyAdd(scale, Load(line), sum0);
                sum1 = MultiplyAdd(scale, Load(line + lanes), sum1);
                sum2 = MultiplyAdd(scale, Load(line + (2 * lanes)), sum2);
                sum3 = MultiplyAdd(scale, Load(line + (3 * lanes)), sum3);
            }

            var target = output + (row * d) + column;
            sum0.Store(target);
            sum1.Store(target + lanes);
            sum2.Store(target + (2 * lanes));
            sum3.Store(target + (3 * lanes));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void OneVector(int first, int end, int column)
    {
        var d = (nint)width;
        for (var row = first; row < end; row++)
        {
            var sum = addend is null ? Vector<T>.Zero : Load(addend + (row * d) + column);
            for (var entry = offsets[row]; entry < offsets[row + 1]; entry++)
            {
                sum = MultiplyAdd(new Vector<T>(T.CreateTruncating(values[entry])), Load(input + (columns[entry] * d) + column), sum);
            }

            sum.Store(output + (row * d) + column);
        }
    }

    private void SingleColumns(int first, int end)
    {
        var d = (nint)width;
        for (var row = first; row < end; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var sum = addend is null ? T.Zero : addend[(row * d) + column];
                for (var entry = offsets[row]; entry < offsets[row + 1]; entry++)
                {
                    sum += T.CreateTruncating(values[entry]) * input[(columns[entry] * d) + column];
                }

                output[(row * d) + column] = sum;
            }
        }
    }
}
