using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of every model that contrasts views of its embeddings.</summary>
public record ContrastiveOptions : GraphOptions
{
    /// <summary>w, weight of the contrastive terms in the loss, finite and ≥ 0. Default 0.1, unless the model states another.</summary>
    public double ContrastWeight { get; init => field = Guard.Weight(value); } = 0.1;

    /// <summary>
    /// τ, temperature of the contrastive terms, finite and &gt; 0; a lower one weighs the most similar rows more. Default 0.2, unless the
    /// model states another.
    /// </summary>
    public double ContrastTemperature { get; init => field = Guard.Positive(value); } = 0.2;
}
