using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace DaRec.Recommenders.Models;

/// <summary>A layer of attention over a graph: queries, keys and values are linear in the nodes' rows.</summary>
internal sealed class GraphTransformer : Module<Tensor, GraphAttention, Tensor>
{
    [ComponentName(Name = "qTrans")]
    private readonly Parameter _queries;

    [ComponentName(Name = "kTrans")]
    private readonly Parameter _keys;

    [ComponentName(Name = "vTrans")]
    private readonly Parameter _values;

    public GraphTransformer(int width, Generator? generator)
        : base(nameof(GraphTransformer))
    {
        _queries = Parameters.XavierUniform(width, width, generator);
        _keys = Parameters.XavierUniform(width, width, generator);
        _values = Parameters.XavierUniform(width, width, generator);
        RegisterComponents();
    }

    /// <summary>What each node gathers of its neighbours, shape (n, d).</summary>
    /// <param name="nodes">Shape (n, d).</param>
    /// <param name="attention">The graph and its heads.</param>
    public override Tensor forward(Tensor nodes, GraphAttention attention)
    {
        using var scope = NewDisposeScope();
        return attention.Attend(nodes.mm(_queries), nodes.mm(_keys), nodes.mm(_values)).MoveToOuterDisposeScope();
    }
}
