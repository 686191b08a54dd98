using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="ItemKnn"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record ItemKnnOptions
{
    /// <summary>h, what is added to the denominator, finite and ≥ 0: similarities of items with few users shrink more. Default 20.</summary>
    public double Shrinkage { get; init => field = Guard.Weight(value); } = 20;

    /// <summary>k, how many most similar items score an item, ≥ 1; null takes all. Default null.</summary>
    public int? Neighbors { get; init => field = Guard.AtLeast(value, 1); }
}
