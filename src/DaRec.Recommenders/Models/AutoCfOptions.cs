using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices of <see cref="AutoCf"/>: 2 layers and regularization 1e-6, unless set.</summary>
public sealed record AutoCfOptions : GraphOptions
{
    /// <summary>Takes the defaults.</summary>
    public AutoCfOptions() => Layers = 2;

    /// <summary>Layers of attention behind those of propagation, ≥ 0. Default 1.</summary>
    public int AttentionLayers { get; init => field = Guard.AtLeast(value, 0, nameof(AttentionLayers)); } = 1;

    /// <summary>H, heads of each layer of attention, ≥ 1, a divisor of the width; ignored without layers of attention. Default 4.</summary>
    public int Heads { get; init => field = Guard.AtLeast(value, 1, nameof(Heads)); } = 4;

    /// <summary>Nodes whose surroundings are masked, ≥ 1; at most all there are. Default 100.</summary>
    public int MaskSeeds { get; init => field = Guard.AtLeast(value, 1, nameof(MaskSeeds)); } = 100;

    /// <summary>Steps that masking goes from a seed, ≥ 1: 1 masks its edges, 2 also its neighbours' edges. Default 2.</summary>
    public int MaskDepth { get; init => field = Guard.AtLeast(value, 1, nameof(MaskDepth)); } = 2;

    /// <summary>Random nodes that the decoder's graph connects beside the masked ones, as a share of all, in [0, 1]. Default 0.2.</summary>
    public double DecoderNodes { get; init => field = Guard.Share(value, nameof(DecoderNodes)); } = 0.2;

    /// <summary>Training steps for which masks serve before they are drawn anew, ≥ 1. Default 10.</summary>
    public int RenewEvery { get; init => field = Guard.AtLeast(value, 1, nameof(RenewEvery)); } = 10;

    /// <summary>w, weight of the contrast of users with users and of items with items, finite and ≥ 0. Default 5.</summary>
    public double ContrastWeight { get; init => field = Guard.Weight(value, nameof(ContrastWeight)); } = 5;
}
