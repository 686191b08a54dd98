using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Recommenders.Graphs;

/// <summary>The differentiable CPU product: forward A x, backward Aᵀ g.</summary>
internal static class SparseProduct
{
    private const string Matrix = nameof(Matrix);

    public static Tensor Apply(SparseMatrix matrix, Tensor dense)
    {
        using var scope = NewDisposeScope();
        return Function.apply(matrix, dense).MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(SparseProduct);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (matrix, dense) = ((SparseMatrix)vars[0], (Tensor)vars[1]);
            ctx.save_data(Matrix, matrix);
            var result = dense.new_empty([matrix.RowCount, dense.size(1)]);
            using var kept = matrix.ByRow();
            using var contiguous = dense.contiguous();
            CsrProduct.Multiply(kept.Structure, kept.Values, contiguous, null, result);
            return result;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var matrix = (SparseMatrix)ctx.get_data(Matrix);
            var gradient = grad_output.new_empty([matrix.ColumnCount, grad_output.size(1)]);
            using var kept = matrix.ByColumn();
            using var contiguous = grad_output.contiguous();
            CsrProduct.Multiply(kept.Structure, kept.Values, contiguous, null, gradient);
            return [null!, gradient];
        }
    }
}
