using DaRec.Internal;
using DaRec.Recommenders.Losses;

namespace DaRec.Recommenders.Models;

/// <summary>
/// Settings of <see cref="AutoCf"/>. Default: 2 layers of propagation, regularization 1e-6, and a softmax over the inner products with all
/// items, with temperature 1.
/// </summary>
public sealed record AutoCfOptions : GraphOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public AutoCfOptions() => (Layers, RankingLoss) = (2, new() { Kind = RankingLossKind.Softmax, Temperature = 1, Cosine = false });

    /// <summary>M, number of attention layers after the propagation layers, ≥ 0. Default 1.</summary>
    public int AttentionLayers { get; init => field = Guard.AtLeast(value, 0); } = 1;

    /// <summary>
    /// H, number of heads of each attention layer, ≥ 1 and a divisor of the width; ignored without attention layers. Default 4.
    /// </summary>
    public int Heads { get; init => field = Guard.AtLeast(value, 1); } = 4;

    /// <summary>Number of nodes whose neighborhoods are masked, ≥ 1; more than there are means all. Default 100.</summary>
    public int MaskSeeds { get; init => field = Guard.AtLeast(value, 1); } = 100;

    /// <summary>
    /// Number of hops from such a node that masking reaches, ≥ 1: 1 masks its edges, 2 also its neighbors' edges. Default 2.
    /// </summary>
    public int MaskDepth { get; init => field = Guard.AtLeast(value, 1); } = 2;

    /// <summary>
    /// Share of all nodes that the attention graph connects at random in addition to the masked nodes, in [0, 1]. Default 0.2.
    /// </summary>
    public double DecoderNodes { get; init => field = Guard.Share(value); } = 0.2;

    /// <summary>Number of training steps that use the same masks before new ones are drawn, ≥ 1. Default 10.</summary>
    public int RenewEvery { get; init => field = Guard.AtLeast(value, 1); } = 10;

    /// <summary>w, weight of the terms that spread users apart from users and items from items, finite and ≥ 0. Default 5.</summary>
    public double ContrastWeight { get; init => field = Guard.Weight(value); } = 5;
}
