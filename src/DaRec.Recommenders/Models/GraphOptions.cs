using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of every model that propagates over the graph of users and items.</summary>
public record GraphOptions : BackboneOptions
{
    /// <summary>
    /// L, number of propagation layers, ≥ 0; with 0 the id embeddings are not propagated. Default 3, unless the model states another.
    /// </summary>
    public int Layers { get; init => field = Guard.AtLeast(value, 0); } = 3;
}
