using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="Dccf"/>. Default: 2 layers, regularization 1e-4, contrastive weight 1e-3 and temperature 0.1.</summary>
public sealed record DccfOptions : ContrastiveOptions
{
    /// <summary>Creates the settings with their defaults.</summary>
    public DccfOptions() => (Layers, Regularization, ContrastWeight, ContrastTemperature) = (2, 1e-4, 1e-3, 0.1);

    /// <summary>K, number of learned intents of the users, and as many of the items, ≥ 1. Default 128.</summary>
    public int Intents { get; init => field = Guard.AtLeast(value, 1); } = 128;
}
