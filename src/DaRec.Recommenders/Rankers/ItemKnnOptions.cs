using DaRec.Internal;

namespace DaRec.Recommenders.Rankers;

/// <summary>Settings of <see cref="ItemKnn"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record ItemKnnOptions
{
    /// <summary>h, finite and ≥ 0: with more, similarities that few users support are smaller; 0 leaves the cosine. Default 20.</summary>
    public double Shrinkage { get; init => field = Guard.Weight(value); } = 20;

    /// <summary>How they shrink; ignored with h = 0. Default <see cref="ShrinkageForm.Support"/>.</summary>
    public ShrinkageForm ShrinkageForm { get; init => field = Guard.Defined(value); }

    /// <summary>k, how many most similar items score an item, ≥ 1; null takes all. Default null.</summary>
    public int? Neighbors { get; init => field = Guard.AtLeast(value, 1); }
}
