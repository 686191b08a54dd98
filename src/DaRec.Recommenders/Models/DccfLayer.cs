using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>The four views of one layer of <see cref="Dccf"/>, each of shape (n_u + n_i, d).</summary>
internal sealed class DccfLayer
{
    /// <summary>G, the layer's input propagated over the graph.</summary>
    public required Tensor Neighbors { get; init; }

    /// <summary>I, each row as a weighted mean of the intents.</summary>
    public required Tensor Intents { get; init; }

    /// <summary>P, the input averaged over neighbors, weighted by the similarity of their rows of G.</summary>
    public required Tensor AdaptedByNeighbors { get; init; }

    /// <summary>Q, the input averaged over neighbors, weighted by the similarity of their rows of I.</summary>
    public required Tensor AdaptedByIntents { get; init; }
}
