namespace DaRec;

/// <summary>What the global structure term compares.</summary>
public enum GlobalStructureInput
{
    /// <summary>E^C itself with the frozen texts: what is ranked is what moves.</summary>
    Embeddings,

    /// <summary>
    /// The shared parts that the heads make, as in the paper (<see cref="GlobalStructureForm.Neighborhood"/>: the collaborative
    /// shared part with the frozen texts).
    /// </summary>
    SharedParts,
}
