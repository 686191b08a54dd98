using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices of every model that propagates over the graph of users and items.</summary>
public record GraphOptions : BackboneOptions
{
    /// <summary>L, layers of propagation, ≥ 0; 0 leaves the ids as they are. Default 3, unless the model says otherwise.</summary>
    public int Layers { get; init => field = Guard.AtLeast(value, 0, nameof(Layers)); } = 3;
}
