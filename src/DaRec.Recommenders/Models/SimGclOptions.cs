using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="SimGcl"/>. Default: 3 layers, regularization 1e-5, contrastive weight 0.1 and temperature 0.2.</summary>
public sealed record SimGclOptions : ContrastiveOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public SimGclOptions() => Regularization = 1e-5;

    /// <summary>ε, Euclidean length of the noise that each layer of a view adds to each row, finite and ≥ 0. Default 0.9.</summary>
    public double Noise { get; init => field = Guard.Weight(value); } = 0.9;
}
