using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>The embeddings of <see cref="Dccf"/> with the views that its loss contrasts.</summary>
internal sealed class DccfPropagation : Propagation
{
    /// <summary>The views of each layer, the first layer's first; empty outside of training.</summary>
    public IReadOnlyList<DccfLayer> Layers { get; init; } = [];

    /// <inheritdoc/>
    protected override IEnumerable<Tensor> Others =>
        Layers.SelectMany(layer => new[] { layer.Neighbors, layer.Intents, layer.AdaptedByNeighbors, layer.AdaptedByIntents });
}
