using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices of <see cref="SimGcl"/>: 3 layers, regularization 1e-5, contrastive weight 0.1 and temperature 0.2.</summary>
public sealed record SimGclOptions : ContrastiveOptions
{
    /// <summary>Takes the defaults.</summary>
    public SimGclOptions() => Regularization = 1e-5;

    /// <summary>ε, length of the noise that each layer of a view adds to each row, finite and ≥ 0. Default 0.9.</summary>
    public double Noise { get; init => field = Guard.Weight(value, nameof(Noise)); } = 0.9;
}
