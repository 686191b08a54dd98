using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Recommenders.Graphs;

/// <summary>The differentiable products of a sparse matrix on other devices than the CPU; backward multiplies by the form by columns.</summary>
/// <remarks>
/// libtorch's coordinate form would be sorted anew in each product of the transposed matrix, and TorchSharp has no compressed one. Nothing
/// is kept for backward: the entries of a step are drawn again from the same key.
/// </remarks>
internal static class DeviceProduct
{
    private const string Matrix = nameof(Matrix);
    private const string Highest = nameof(Highest);

    /// <summary>A x, shape (n, d).</summary>
    public static Tensor Multiply(SparseMatrix matrix, Tensor dense) => Apply(matrix, dense, null);

    /// <summary>Σ_{l=0…L} Aˡ x, shape (n, d).</summary>
    public static Tensor SumOfPowers(SparseMatrix matrix, Tensor dense, int highest) => Apply(matrix, dense, highest);

    private static Tensor Apply(SparseMatrix matrix, Tensor dense, int? highest)
    {
        using var scope = NewDisposeScope();
        return Function.apply(matrix, dense, highest!).MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(DeviceProduct);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (matrix, dense, highest) = ((SparseMatrix)vars[0], (Tensor)vars[1], (int?)vars[2]);
            ctx.save_data(Matrix, matrix);
            ctx.save_data(Highest, highest!);
            return Compute(matrix.RowsOn(dense.device), matrix.Dropout, dense, highest);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var matrix = (SparseMatrix)ctx.get_data(Matrix);
            var gradient = Compute(
                matrix.ColumnsOn(grad_output.device), matrix.Dropout, grad_output, (int?)ctx.get_data(Highest));
            return [null!, gradient, null!];
        }

        // Horner where there are powers: y = x, then y = x + A y as often as the highest says.
        private static Tensor Compute(DeviceRows rows, EntryDropout? dropout, Tensor dense, int? highest)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            var kept = rows.Kept(dropout, dense.dtype);
            if (highest is null)
            {
                return rows.Multiply(kept, dense).MoveToOuterDisposeScope();
            }

            var sum = dense;
            for (var left = highest; left > 0; left--)
            {
                sum = rows.Multiply(kept, sum).add_(dense);
            }

            return sum.MoveToOuterDisposeScope();
        }
    }
}
