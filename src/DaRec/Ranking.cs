namespace DaRec;

/// <summary>Which representation the host ranks with.</summary>
public enum Ranking
{
    /// <summary>The backbone's own embeddings; the alignment reaches them by its gradient alone.</summary>
    Backbone,

    /// <summary>Shared and specific part of the collaborative side, summed or concatenated (<see cref="HeadFusion"/>).</summary>
    Heads,

    /// <summary>The language side's shared part is added to the id embeddings before the backbone propagates them.</summary>
    Injected,
}
