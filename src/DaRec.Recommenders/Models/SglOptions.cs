using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="Sgl"/>. Default: 3 layers, regularization 1e-5, contrastive weight 0.1 and temperature 0.2.</summary>
public sealed record SglOptions : ContrastiveOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public SglOptions() => Regularization = 1e-5;

    /// <summary>Probability with which each view of a training step keeps each entry of the graph, in (0, 1]. Default 0.8.</summary>
    public double KeepProbability { get; init => field = Guard.Probability(value); } = 0.8;
}
