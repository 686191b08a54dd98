using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices of <see cref="Sgl"/>: 3 layers, regularization 1e-5, contrastive weight 0.1 and temperature 0.2.</summary>
public sealed record SglOptions : ContrastiveOptions
{
    /// <summary>Takes the defaults.</summary>
    public SglOptions() => Regularization = 1e-5;

    /// <summary>Share of the graph's entries that each of the two views keeps, in (0, 1]. Default 0.8.</summary>
    public double KeepProbability { get; init => field = Guard.Probability(value, nameof(KeepProbability)); } = 0.8;
}
