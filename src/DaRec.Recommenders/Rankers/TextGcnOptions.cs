using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="TextGcn"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record TextGcnOptions
{
    /// <summary>L, number of propagation layers, ≥ 0; with 0 users are compared with items by their texts alone. Default 3.</summary>
    public int Layers { get; init => field = Guard.AtLeast(value, 0); } = 3;
}
