using DaRec.Embeddings;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Disentanglement;

/// <summary>X Wᵀ + b of a whole table of frozen rows, which is read block by block and again for the gradient, and never held.</summary>
internal static class FrozenProduct
{
    private const string Table = nameof(Table);

    /// <summary>Shape (n, h); the gradient flows to weight and bias.</summary>
    /// <param name="table">Rows (n, e).</param>
    /// <param name="weight">Shape (h, e).</param>
    /// <param name="bias">Shape (h).</param>
    public static Tensor Compute(FrozenEmbeddings table, Tensor weight, Tensor bias)
    {
        using var scope = NewDisposeScope();
        return Function.apply(table, weight, bias).MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(FrozenProduct);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (weight, bias) = ((Tensor)vars[1], (Tensor)vars[2]);
            var table = ((FrozenEmbeddings)vars[0]).On(weight.device);
            ctx.save_data(Table, table);
            ctx.save_for_backward([weight]);
            var result = weight.new_empty([table.Count, weight.size(0)]);
            var columns = weight.t();
            table.ForEachBlock(
                (start, block) => result.narrow(0, start, block.size(0)).copy_(bias.addmm(block, columns, 1, 1)),
                weight.dtype,
                weight.device);
            return result;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            var table = (FrozenEmbeddings)ctx.get_data(Table);
            var gradient = zeros_like(ctx.get_saved_variables()[0]);
            table.ForEachBlock(
                (start, block) => gradient.addmm_(grad_output.narrow(0, start, block.size(0)).t(), block),
                gradient.dtype,
                gradient.device);
            return [null!, gradient, grad_output.sum(0L)];
        }
    }
}
