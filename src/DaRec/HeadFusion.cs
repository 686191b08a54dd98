namespace DaRec;

/// <summary>How <see cref="RankingMode.FusedHeads"/> joins the shared and the specific part.</summary>
public enum HeadFusion
{
    /// <summary>[shared, specific], width 2 d.</summary>
    Concatenate,

    /// <summary>shared + specific, width d.</summary>
    Sum,
}
