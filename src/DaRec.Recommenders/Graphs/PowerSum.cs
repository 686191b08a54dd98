using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Recommenders.Graphs;

/// <summary>The differentiable CPU sum of powers: forward Σ Aˡ x, backward Σ (Aᵀ)ˡ g, with one buffer of x's size beside the result.</summary>
internal static class PowerSum
{
    private const string Matrix = nameof(Matrix);
    private const string Highest = nameof(Highest);

    public static Tensor Apply(SparseMatrix matrix, Tensor dense, int highest)
    {
        using var scope = NewDisposeScope();
        return Function.apply(matrix, dense, highest).MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(PowerSum);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (matrix, dense, highest) = ((SparseMatrix)vars[0], (Tensor)vars[1], (int)vars[2]);
            ctx.save_data(Matrix, matrix);
            ctx.save_data(Highest, highest);
            using var kept = matrix.ByRow();
            return Sum(kept, dense, highest);
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            using var kept = ((SparseMatrix)ctx.get_data(Matrix)).ByColumn();
            return [null!, Sum(kept, grad_output, (int)ctx.get_data(Highest)), null!];
        }

        // Horner: y = x, then y = x + A y as often as the highest power says.
        private static Tensor Sum(in KeptValues kept, Tensor dense, int highest)
        {
            using var start = dense.contiguous();
            var result = start.new_empty(start.shape);
            using var other = highest > 1 ? start.new_empty(start.shape) : null;
            var sum = start;
            for (var left = highest; left > 0; left--)
            {
                var next = left % 2 == 1 ? result : other!; // the last one is the result
                CsrProduct.Multiply(kept.Structure, kept.Values, sum, start, next);
                sum = next;
            }

            return result;
        }
    }
}
