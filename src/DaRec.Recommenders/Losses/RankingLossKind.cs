namespace DaRec.Recommenders.Losses;

/// <summary>How a recommender's own loss tells a user's items from others.</summary>
public enum RankingLossKind
{
    /// <summary><see cref="BprLoss"/>: each item from one random item that is not the user's.</summary>
    Bpr,

    /// <summary><see cref="SoftmaxLoss"/> over each item and random items, the same ones for all pairs of a step.</summary>
    SampledSoftmax,

    /// <summary><see cref="SoftmaxLoss"/> over all items. Cost of a step: O(m n_i d) with m distinct users in it.</summary>
    Softmax,
}
