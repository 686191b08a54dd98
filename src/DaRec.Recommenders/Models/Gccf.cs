using DaRec.Data;
using DaRec.Recommenders.Graphs;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>GCCF (Chen et al., 2020, LR-GCCF): linear propagation over the graph with self-loops; all layers are concatenated.</summary>
/// <remarks>
/// <code>E^C = [E⁰ ‖ S E⁰ ‖ … ‖ Sᴸ E⁰],  S = (D + I)^−½ (A + I) (D + I)^−½</code>
/// The paper multiplies each layer by a matrix; here, as in RLMRec's harness, no layer has one, which ranks better. E^C is L + 1 times as
/// wide as the id embeddings. Cost of a step: O(L · entries · d).
/// </remarks>
public sealed class Gccf : PairwiseBackbone
{
    private readonly SparseMatrix _adjacency;
    private readonly GccfOptions _options;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">Width of the id embeddings and of each layer, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    public Gccf(Interactions train, int width = 32, GccfOptions? options = null, Generator? generator = null)
        : base(nameof(Gccf), train, width, options ??= new GccfOptions(), generator)
    {
        (_adjacency, _options) = (Own(InteractionGraph.NormalizedAdjacency(train, selfLoops: true)), options);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int EmbeddingWidth => (_options.Layers + 1) * Width;

    /// <inheritdoc/>
    public override bool IsMeanOverTriplets => true;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        var layers = new List<Tensor> { ids };
        for (var l = 0; l < _options.Layers; l++)
        {
            layers.Add(_adjacency.Multiply(layers[^1]));
        }

        return new Propagation { Embeddings = cat(layers, 1) }.MoveToOuterDisposeScope();
    }
}
