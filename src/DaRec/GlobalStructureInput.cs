namespace DaRec;

/// <summary>What the global structure term compares.</summary>
public enum GlobalStructureInput
{
    /// <summary>The recommender's embeddings with the frozen texts: the term changes what is ranked.</summary>
    Embeddings,

    /// <summary>
    /// The collaborative shared part with the language side's shared part (<see cref="FrobeniusOptions"/>), or with the frozen texts
    /// (<see cref="NeighborhoodOptions"/>).
    /// </summary>
    SharedParts,
}
