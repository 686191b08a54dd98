namespace DaRec;

/// <summary>Which form the global structure term has.</summary>
public enum GlobalStructureForm
{
    /// <summary>The divergence of neighbourhoods, <see cref="Losses.NeighborhoodStructureLoss"/>. Its target is always the frozen text.</summary>
    Neighborhood,

    /// <summary>The paper's squared difference of similarity matrices, <see cref="Losses.GlobalStructureLoss"/>.</summary>
    Frobenius,
}
