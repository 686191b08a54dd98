using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices of every model that contrasts views of its embeddings.</summary>
public record ContrastiveOptions : GraphOptions
{
    /// <summary>Weight of the contrastive terms, finite and ≥ 0. Default 0.1, unless the model says otherwise.</summary>
    public double ContrastWeight { get; init => field = Guard.Weight(value, nameof(ContrastWeight)); } = 0.1;

    /// <summary>τ, temperature of the contrastive terms, &gt; 0. Default 0.2, unless the model says otherwise.</summary>
    public double ContrastTemperature { get; init => field = Guard.Positive(value, nameof(ContrastTemperature)); } = 0.2;
}
