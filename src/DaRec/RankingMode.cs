namespace DaRec;

/// <summary>Which embeddings the host ranks with.</summary>
public enum RankingMode
{
    /// <summary>The backbone's own embeddings. The alignment changes them through its gradient alone.</summary>
    Backbone,

    /// <summary>The shared and the specific part of the collaborative side, one after the other: width 2 d.</summary>
    ConcatenatedHeads,

    /// <summary>The sum of the shared and the specific part of the collaborative side: width d.</summary>
    SummedHeads,

    /// <summary>
    /// The backbone's embeddings, after the shared part of the texts was added to its input (<see cref="DaRecAligner.Inject"/>).
    /// </summary>
    InjectedTexts,
}
