namespace DaRec;

/// <summary>How centres of one side find their partners on the other.</summary>
public enum MatchingMethod
{
    /// <summary>The closest pair of unmatched centres first, until all are matched: the paper's.</summary>
    Greedy,

    /// <summary>The one-to-one matching of least total distance.</summary>
    Optimal,
}
