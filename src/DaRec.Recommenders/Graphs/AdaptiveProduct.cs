using System.Diagnostics;
using System.Numerics;
using DaRec.Internal;
using DaRec.Kernels;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Recommenders.Graphs;

/// <summary>The differentiable CPU form of <see cref="AdaptiveGraph"/>: no row is copied for an edge, none kept for backward.</summary>
/// <remarks>
/// <code>
/// s_h = Σ_t α_ht,  ∂α_ht = (⟨g_h, x_t⟩ − ⟨g_h, y_h⟩)/s_h
/// ∂ẑ_r = ½ Σ_t (∂α_rt + ∂α_tr) ẑ_t,  ∂z_r = (I − ẑ_r ẑ_rᵀ) ∂ẑ_r / ‖z_r‖,  ∂x_r = Σ_t α_rt g_t / s_t
/// </code>
/// α is symmetric and so are the edges: all that a node gets, forward and backward, is a sum over its own neighbours. Each is
/// summed by one thread in the order of the entries, so that results do not depend on the number of threads.
/// </remarks>
internal static class AdaptiveProduct
{
    private const string Edges = nameof(Edges);

    /// <summary>y, shape (n, d).</summary>
    /// <param name="edges">Symmetric, n rows.</param>
    /// <param name="directions">Z, shape (n, e).</param>
    /// <param name="dense">X, shape (n, d).</param>
    public static Tensor Apply(CsrStructure edges, Tensor directions, Tensor dense)
    {
        Debug.Assert(directions.size(0) == edges.RowCount && dense.size(0) == edges.RowCount && directions.dtype == dense.dtype);

        using var scope = NewDisposeScope();
        return Function.apply(edges, directions, dense).MoveToOuterDisposeScope();
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(AdaptiveProduct);

        public override Tensor forward(AutogradContext ctx, params object[] vars) =>
            ((Tensor)vars[1]).dtype == ScalarType.Float32 ? Forward<float>(ctx, vars) : Forward<double>(ctx, vars);

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output) =>
            grad_output.dtype == ScalarType.Float32 ? Backward<float>(ctx, grad_output) : Backward<double>(ctx, grad_output);

        private static unsafe Tensor Forward<T>(AutogradContext ctx, object[] vars)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var (edges, directions, dense) = ((CsrStructure)vars[0], (Tensor)vars[1], (Tensor)vars[2]);
            using var z = directions.contiguous();
            using var x = dense.contiguous();
            var (totals, result) = (x.new_empty([x.size(0)]), x.new_empty(x.shape));
            var (source, addends) = ((nint)TensorMemory.Address(z), (nint)TensorMemory.Address(x));
            var (sums, target) = ((nint)TensorMemory.Address(totals), (nint)TensorMemory.Address(result));
            using var workspace = new Workspace();
            var bounds = Parts(edges, z, x);
            var rows = new AdaptiveRows<T>(edges, (int)z.size(1), (int)x.size(1), bounds.Length - 1, false, workspace);
            TorchThreads.Run(
                edges.Work(z.size(1) + x.size(1)),
                new Phase(bounds.Length - 1, part => rows.Pack(bounds[part], bounds[part + 1], (T*)source, (T*)addends)),
                new Phase(bounds.Length - 1, part => rows.Mean(part, bounds[part], bounds[part + 1], (T*)sums, (T*)target)));

            // Detached: the result would keep itself alive through its function. TorchSharp saves only when this method has
            // returned, so that what is saved is left to the caller's scope.
            ctx.save_for_backward([directions, dense, result.detach(), totals]);
            ctx.save_data(Edges, edges);
            return result;
        }

        private static unsafe List<Tensor> Backward<T>(AutogradContext ctx, Tensor outer)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var saved = ctx.get_saved_variables();
            using var directions = saved[0];
            using var dense = saved[1];
            using var mean = saved[2];
            using var totals = saved[3];
            using var z = directions.contiguous();
            using var x = dense.contiguous();
            using var g = outer.contiguous();
            var (zGradient, xGradient) = (z.new_empty(z.shape), x.new_empty(x.shape));
            var (source, addends) = ((nint)TensorMemory.Address(z), (nint)TensorMemory.Address(x));
            var (means, sums, upstream) =
                ((nint)TensorMemory.Address(mean), (nint)TensorMemory.Address(totals), (nint)TensorMemory.Address(g));
            var (zTarget, xTarget) = ((nint)TensorMemory.Address(zGradient), (nint)TensorMemory.Address(xGradient));
            using var workspace = new Workspace();
            var edges = (CsrStructure)ctx.get_data(Edges);
            var bounds = Parts(edges, z, x);
            var rows = new AdaptiveRows<T>(edges, (int)z.size(1), (int)x.size(1), bounds.Length - 1, true, workspace);
            TorchThreads.Run(
                edges.Work(2 * (z.size(1) + x.size(1))),
                new Phase(bounds.Length - 1, part =>
                {
                    rows.Pack(bounds[part], bounds[part + 1], (T*)source, (T*)addends);
                    rows.PackUpstream(bounds[part], bounds[part + 1], (T*)upstream, (T*)means, (T*)sums);
                }),
                new Phase(bounds.Length - 1, part => rows.Gradients(part, bounds[part], bounds[part + 1], (T*)zTarget, (T*)xTarget)));
            return [null!, zGradient, xGradient];
        }

        private static int[] Parts(CsrStructure edges, Tensor directions, Tensor dense) =>
            edges.Parts(directions.size(1) + dense.size(1));
    }
}
