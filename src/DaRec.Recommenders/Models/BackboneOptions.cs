using DaRec.Internal;
using DaRec.Recommenders.Losses;

namespace DaRec.Recommenders.Models;

/// <summary>Settings that every backbone has; immutable, and invalid values throw where they are set.</summary>
public record BackboneOptions
{
    /// <summary>
    /// λ, weight of the sum of all squared weights in the loss, finite and ≥ 0. Default 1e-6, unless the model states another.
    /// </summary>
    public double Regularization { get; init => field = Guard.Weight(value); } = 1e-6;

    /// <summary>The loss that ranks, not null. Default BPR, unless the model states another.</summary>
    public RankingLossOptions RankingLoss { get; init => field = Guard.NotNull(value); } = new();
}
