using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices that every backbone has; immutable, and invalid values throw where they are set.</summary>
public record BackboneOptions
{
    /// <summary>Weight of the squared length of all weights, finite and ≥ 0. Default 1e-6, unless the model says otherwise.</summary>
    public double Regularization { get; init => field = Guard.Weight(value, nameof(Regularization)); } = 1e-6;
}
