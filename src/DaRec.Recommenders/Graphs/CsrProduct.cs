using System.Numerics;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>The CPU kernel: compressed rows times a dense row-major matrix, plus another matrix if given.</summary>
/// <remarks>Each row is summed by one thread in the order of its entries: results do not depend on the number of threads.</remarks>
internal static unsafe class CsrProduct
{
    /// <summary>result = A · dense + addend.</summary>
    /// <param name="structure">Where A's entries lie, shape (n, m).</param>
    /// <param name="values">Their values.</param>
    /// <param name="dense">Contiguous, shape (m, d).</param>
    /// <param name="addend">Contiguous, shape (n, d); null adds nothing.</param>
    /// <param name="result">Contiguous and none of the others, shape (n, d).</param>
    public static void Multiply(CsrStructure structure, float[] values, Tensor dense, Tensor? addend, Tensor result)
    {
        if (result.numel() == 0)
        {
            return;
        }

        if (dense.dtype == ScalarType.Float32)
        {
            Multiply<float>(structure, values, dense, addend, result);
        }
        else
        {
            Multiply<double>(structure, values, dense, addend, result);
        }
    }

    private static void Multiply<T>(CsrStructure structure, float[] values, Tensor dense, Tensor? addend, Tensor result)
        where T : unmanaged, INumber<T>
    {
        var width = (int)dense.size(1);
        var (input, output) = ((nint)TensorMemory.Address(dense), (nint)TensorMemory.Address(result));
        var start = addend is null ? 0 : (nint)TensorMemory.Address(addend);
        var bounds = structure.Parts(width);
        TorchThreads.For(bounds.Length - 1, MultiplyPart, structure.Work(width));

        void MultiplyPart(int part)
        {
            fixed (int* offsets = structure.Offsets, columns = structure.Columns)
            fixed (float* entries = values)
            {
                new CsrRows<T>(offsets, columns, entries, (T*)input, (T*)start, (T*)output, width)
                    .Multiply(bounds[part], bounds[part + 1]);
            }
        }
    }
}
