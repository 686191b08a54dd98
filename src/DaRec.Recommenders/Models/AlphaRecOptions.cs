using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="AlphaRec"/>. Default: 2 layers, regularization 1e-6.</summary>
public sealed record AlphaRecOptions : GraphOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public AlphaRecOptions() => Layers = 2;

    /// <summary>τ of the softmax, finite and &gt; 0; a lower one weighs the most similar items more. Default 0.15.</summary>
    public double Temperature { get; init => field = Guard.Positive(value); } = 0.15;

    /// <summary>
    /// Number of random items that a user's item is told from, ≥ 1, the same for all pairs of a batch; a smaller batch has fewer. Default 256.
    /// </summary>
    public int Negatives { get; init => field = Guard.AtLeast(value, 1); } = 256;
}
