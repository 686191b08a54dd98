using DaRec.Evidence;
using DaRec.Internal;

namespace DaRec;

/// <summary>What the host ranks with. Invalid values throw where they are set.</summary>
public sealed record RankingOptions
{
    /// <summary>Which embeddings are ranked. Default the backbone's own.</summary>
    public RankingMode Mode { get; init => field = Guard.Defined(value); } = RankingMode.Backbone;

    /// <summary>
    /// w, the weight of the score that the item texts alone give, finite and ≥ 0: a log-odds of 1 adds w standard deviations of a
    /// user's scores. 0 adds nothing. Ignored where items have no texts. Where items have many interactions, a share of it counts
    /// (<see cref="TextEvidence.ScoreShare"/>). Default 0.75.
    /// </summary>
    public double TextScoreWeight
    {
        get;
        init => field = Guard.Weight(value);
    } = TextEvidence.DefaultScoreWeight;
}
