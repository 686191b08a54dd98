using DaRec.Losses;

namespace DaRec;

/// <summary>
/// L_glo as the paper's squared difference of similarity matrices, <see cref="GlobalStructureLoss"/>. By default it compares shared
/// parts.
/// </summary>
public sealed record FrobeniusOptions : GlobalStructureOptions
{
    /// <summary>Creates the defaults.</summary>
    public FrobeniusOptions()
        : base(GlobalStructureInput.SharedParts)
    {
    }

    /// <summary>Whether cosines are compared; otherwise inner products, as in the paper. Default true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Whether the sum over pairs is divided by N̂²; the paper's is not. Default true.</summary>
    public bool Average { get; init; } = true;
}
