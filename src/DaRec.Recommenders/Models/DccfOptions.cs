using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices of <see cref="Dccf"/>: 2 layers, regularization 1e-4, contrastive weight 1e-3 and temperature 0.1.</summary>
public sealed record DccfOptions : ContrastiveOptions
{
    /// <summary>Takes the defaults.</summary>
    public DccfOptions() => (Layers, Regularization, ContrastWeight, ContrastTemperature) = (2, 1e-4, 1e-3, 0.1);

    /// <summary>K, intents that users choose by, and as many that items are chosen for, ≥ 1. Default 128.</summary>
    public int Intents { get; init => field = Guard.AtLeast(value, 1, nameof(Intents)); } = 128;
}
