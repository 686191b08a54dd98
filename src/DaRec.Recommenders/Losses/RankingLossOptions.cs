using DaRec.Internal;

namespace DaRec.Recommenders.Losses;

/// <summary>Settings of a recommender's ranking loss; immutable, and invalid values throw where they are set.</summary>
public sealed record RankingLossOptions
{
    /// <summary>Which loss. Default <see cref="RankingLossKind.Bpr"/>, unless the model states another.</summary>
    public RankingLossKind Kind { get; init => field = Guard.Defined(value); } = RankingLossKind.Bpr;

    /// <summary>
    /// τ of the softmax, finite and &gt; 0; a lower one weighs the highest scores more. Ignored by
    /// <see cref="RankingLossKind.Bpr"/>. Default 0.2, unless the model states another.
    /// </summary>
    public double Temperature { get; init => field = Guard.Positive(value); } = 0.2;

    /// <summary>
    /// Whether a softmax is over cosines; false takes inner products, by which items are ranked in either case. Ignored by
    /// <see cref="RankingLossKind.Bpr"/>. Default true, unless the model states another.
    /// </summary>
    public bool Cosine { get; init; } = true;

    /// <summary>
    /// k, number of random items of <see cref="RankingLossKind.SampledSoftmax"/>, ≥ 1, drawn uniformly from all items in each step. Ignored by
    /// the other losses. Default 256.
    /// </summary>
    public int Negatives { get; init => field = Guard.AtLeast(value, 1); } = 256;
}
