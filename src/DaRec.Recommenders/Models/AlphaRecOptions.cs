using DaRec.Recommenders.Losses;

namespace DaRec.Recommenders.Models;

/// <summary>
/// Settings of <see cref="AlphaRec"/>. Default: 2 layers, regularization 1e-6, and a sampled softmax over inner products of its unit rows with
/// temperature 0.15.
/// </summary>
public sealed record AlphaRecOptions : GraphOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public AlphaRecOptions() => (Layers, RankingLoss) =
        (2, new() { Kind = RankingLossKind.SampledSoftmax, Temperature = 0.15, Cosine = false });
}
