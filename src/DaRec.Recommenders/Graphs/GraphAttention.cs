using System.Numerics;
using DaRec.Internal;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;
using static TorchSharp.torch.autograd;

namespace DaRec.Recommenders.Graphs;

/// <summary>Differentiable multi-head attention of each node to its neighbours in a symmetric graph.</summary>
/// <remarks>
/// For each head, with its columns of q, k and v,
/// <code>
/// out_r = Σ_t a_rt v_t,  a_rt = e_rt / (Σ_s e_rs + 10⁻⁸),  e_rt = exp(clamp(⟨q_r, k_t⟩, ±10))
/// </code>
/// over the neighbours t of r. By operators, rows are gathered for every entry, several times as much memory as all else in a step;
/// on the CPU the kernel keeps 1 / (Σ_s e_rs + 10⁻⁸) alone and takes the exponentials again in backward. There node r needs what its
/// neighbours make of it, too, and as the graph is symmetric it finds them in its own row: no entry is transposed, and each row of a
/// result is written by one thread in the order of its entries. Cost: O(entries · d) time, O(n d) memory.
/// </remarks>
/// <param name="neighbors">A symmetric structure: t is a neighbour of r where r is one of t.</param>
/// <param name="heads">H, a divisor of d.</param>
internal sealed class GraphAttention(CsrStructure neighbors, int heads) : IDisposable
{
    /// <summary>Exponents end here, on both sides; beyond, the gradient is zero.</summary>
    public const double LargestLogit = 10;

    /// <summary>Stands beside a row's sum, so that nodes without neighbours divide by no zero.</summary>
    public const double Epsilon = 1e-8;

    private const string Graph = nameof(Graph);
    private const string Heads = nameof(Heads);

    private readonly CoordinateForm _places = new(neighbors);

    /// <summary>Who attends to whom.</summary>
    public CsrStructure Neighbors => neighbors;

    /// <summary>out, shape (n, d).</summary>
    /// <param name="queries">q, shape (n, d).</param>
    /// <param name="keys">k, shape (n, d).</param>
    /// <param name="values">v, shape (n, d).</param>
    public Tensor Attend(Tensor queries, Tensor keys, Tensor values)
    {
        if (queries.device_type != DeviceType.CPU)
        {
            return ByOperators(queries, keys, values);
        }

        using var scope = NewDisposeScope();
        return Function.apply(neighbors, heads, queries, keys, values).MoveToOuterDisposeScope();
    }

    public void Dispose() => _places.Dispose();

    /// <summary>The same as written, on any device.</summary>
    internal Tensor ByOperators(Tensor queries, Tensor keys, Tensor values)
    {
        using var scope = NewDisposeScope();
        var places = _places.Places(queries.device);
        var (rows, columns) = (places[0], places[1]);
        var (q, k, v) = (Gather(queries, rows), Gather(keys, columns), Gather(values, columns)); // (entries, H, d / H)
        var exponentials = MetaForms.Clamp(q.mul(k).sum(2L), -LargestLogit, LargestLogit).exp(); // (entries, H)
        var sums = MetaForms.Add(exponentials.new_zeros(neighbors.RowCount, heads), rows, exponentials);
        var attention = exponentials.div(MetaForms.Select(sums.add(Held(Epsilon)), rows)).unsqueeze(2); // (entries, H, 1)
        return MetaForms.Add(queries.new_zeros(queries.shape), rows, v.mul(attention).flatten(1)).MoveToOuterDisposeScope();

        Tensor Gather(Tensor table, Tensor nodes) => MetaForms.Select(table, nodes).unflatten(1, heads, -1);
    }

    private sealed class Function : SingleTensorFunction<Function>
    {
        public override string Name => nameof(GraphAttention);

        public override Tensor forward(AutogradContext ctx, params object[] vars)
        {
            var (graph, heads) = ((CsrStructure)vars[0], (int)vars[1]);
            var (queries, keys, values) = (((Tensor)vars[2]).contiguous(), ((Tensor)vars[3]).contiguous(), ((Tensor)vars[4]).contiguous());
            var result = queries.new_empty(queries.shape);
            var scales = queries.new_empty(graph.RowCount, heads); // 1 / (Σ_s e_rs + ε)
            if (queries.dtype == ScalarType.Float32)
            {
                Forward<float>(graph, heads, queries, keys, values, scales, result);
            }
            else
            {
                Forward<double>(graph, heads, queries, keys, values, scales, result);
            }

            ctx.save_for_backward([queries, keys, values, scales, result.alias()]);
            ctx.save_data(Graph, graph);
            ctx.save_data(Heads, heads);
            return result;
        }

        public override List<Tensor> backward(AutogradContext ctx, Tensor grad_output)
        {
            using var scope = NewDisposeScope();
            var saved = ctx.get_saved_variables();
            var (graph, heads) = ((CsrStructure)ctx.get_data(Graph), (int)ctx.get_data(Heads));
            var outer = grad_output.contiguous();
            var shares = outer.mul(saved[4]).unflatten(1, heads, -1).sum(2L); // ⟨g_r, out_r⟩, shape (n, H)
            var (ofQueries, ofKeys, ofValues) = (empty_like(outer), empty_like(outer), empty_like(outer));
            if (outer.dtype == ScalarType.Float32)
            {
                Backward<float>(graph, heads, saved, outer, shares, ofQueries, ofKeys, ofValues);
            }
            else
            {
                Backward<double>(graph, heads, saved, outer, shares, ofQueries, ofKeys, ofValues);
            }

            return [
                null!, null!, ofQueries.MoveToOuterDisposeScope(), ofKeys.MoveToOuterDisposeScope(), ofValues.MoveToOuterDisposeScope()];
        }

        private static unsafe void Forward<T>(
            CsrStructure graph, int heads, Tensor queries, Tensor keys, Tensor values, Tensor scales, Tensor result)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var tables = new AttentionTables<T>
            {
                Queries = Table<T>(queries),
                Keys = Table<T>(keys),
                Values = Table<T>(values),
                Scales = Table<T>(scales),
                Result = Table<T>(result),
            };
            AttentionKernel<T>.Forward(graph, heads, (int)queries.size(1), tables);
        }

        private static unsafe void Backward<T>(
            CsrStructure graph,
            int heads,
            List<Tensor> saved,
            Tensor outer,
            Tensor shares,
            Tensor ofQueries,
            Tensor ofKeys,
            Tensor ofValues)
            where T : unmanaged, IFloatingPointIeee754<T>
        {
            var tables = new AttentionTables<T>
            {
                Queries = Table<T>(saved[0]),
                Keys = Table<T>(saved[1]),
                Values = Table<T>(saved[2]),
                Scales = Table<T>(saved[3]),
                Outer = Table<T>(outer),
                Shares = Table<T>(shares),
                OfQueries = Table<T>(ofQueries),
                OfKeys = Table<T>(ofKeys),
                OfValues = Table<T>(ofValues),
            };
            AttentionKernel<T>.Backward(graph, heads, (int)outer.size(1), tables);
        }

        private static unsafe T* Table<T>(Tensor tensor)
            where T : unmanaged => (T*)TensorMemory.Address(tensor);
    }
}
