using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>The CPU kernel: compressed rows times a dense row-major matrix.</summary>
internal static unsafe class CsrProduct
{
    private const int SmallestParallel = 1 << 16; // multiplications below which a thread costs more than it saves

    public static void Multiply(CsrStructure structure, float[] values, Tensor dense, Tensor result)
    {
        if (result.numel() == 0)
        {
            return;
        }

        if (dense.dtype == ScalarType.Float32)
        {
            Multiply<float>(structure, values, dense, result);
        }
        else
        {
            Multiply<double>(structure, values, dense, result);
        }
    }

    private static void Multiply<T>(CsrStructure structure, float[] values, Tensor dense, Tensor result)
        where T : unmanaged, INumber<T>
    {
        using var contiguous = dense.contiguous();
        var (input, output) = ((nint)Address<T>(contiguous), (nint)Address<T>(result));
        var width = (int)dense.size(1);
        var work = (long)structure.Columns.Length * width;
        var parts = work < SmallestParallel ? 1 : (int)Math.Min(get_num_threads(), structure.RowCount);
        if (parts == 1)
        {
            MultiplyRows(structure, values, (T*)input, (T*)output, width, 0, structure.RowCount);
            return;
        }

        var bounds = structure.Balance(parts);
        Parallel.For(0, parts, part =>
            MultiplyRows(structure, values, (T*)input, (T*)output, width, bounds[part], bounds[part + 1]));
    }

    // Four vectors of a row at a time stay in registers while its entries pass by; then single vectors, then single columns.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MultiplyRows<T>(CsrStructure structure, float[] values, T* input, T* output, int width, int firstRow, int endRow)
        where T : unmanaged, INumber<T>
    {
        var lanes = Vector<T>.Count;
        fixed (int* columns = structure.Columns)
        fixed (float* entries = values)
        {
            for (var row = firstRow; row < endRow; row++)
            {
                var (begin, end) = (structure.Offsets[row], structure.Offsets[row + 1]);
                var target = output + ((long)row * width);
                var c = 0;
                for (; c <= width - (4 * lanes); c += 4 * lanes)
                {
                    var (sum0, sum1, sum2, sum3) = (Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero, Vector<T>.Zero);
                    for (var entry = begin; entry < end; entry++)
                    {
                        var value = new Vector<T>(T.CreateTruncating(entries[entry]));
                        var source = input + ((long)columns[entry] * width) + c;
                        sum0 += value * Unsafe.ReadUnaligned<Vector<T>>(source);
                        sum1 += value * Unsafe.ReadUnaligned<Vector<T>>(source + lanes);
                        sum2 += value * Unsafe.ReadUnaligned<Vector<T>>(source + (2 * lanes));
                        sum3 += value * Unsafe.ReadUnaligned<Vector<T>>(source + (3 * lanes));
                    }

                    Unsafe.WriteUnaligned(target + c, sum0);
                    Unsafe.WriteUnaligned(target + c + lanes, sum1);
                    Unsafe.WriteUnaligned(target + c + (2 * lanes), sum2);
                    Unsafe.WriteUnaligned(target + c + (3 * lanes), sum3);
                }

                for (; c <= width - lanes; c += lanes)
                {
                    var sum = Vector<T>.Zero;
                    for (var entry = begin; entry < end; entry++)
                    {
                        var source = input + ((long)columns[entry] * width) + c;
                        sum += new Vector<T>(T.CreateTruncating(entries[entry])) * Unsafe.ReadUnaligned<Vector<T>>(source);
                    }

                    Unsafe.WriteUnaligned(target + c, sum);
                }

                for (; c < width; c++)
                {
                    var sum = T.Zero;
                    for (var entry = begin; entry < end; entry++)
                    {
                        sum += T.CreateTruncating(entries[entry]) * input[((long)columns[entry] * width) + c];
                    }

                    target[c] = sum;
                }
            }
        }
    }

    private static T* Address<T>(Tensor tensor)
        where T : unmanaged =>
        (T*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(tensor.bytes));
}
