using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="Rp3Beta"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record Rp3BetaOptions
{
    /// <summary>α, power of the probability of each step, finite and ≥ 0; 1 is the random walk itself. Default 1.</summary>
    public double Alpha { get; init => field = Guard.Weight(value); } = 1;

    /// <summary>β, power of an item's popularity that its scores are divided by, finite and ≥ 0; 0 divides by nothing. Default 0.1.</summary>
    public double Beta { get; init => field = Guard.Weight(value); } = 0.1;

    /// <summary>k, how many items with the largest weights score an item, ≥ 1; null takes all. Default 500.</summary>
    public int? Neighbors { get; init => field = Guard.AtLeast(value, 1); } = 500;
}
