namespace DaRec;

/// <summary>The numbers of an <see cref="AlignmentLosses"/>.</summary>
/// <param name="Orthogonality">L_or.</param>
/// <param name="Uniformity">L_uni.</param>
/// <param name="GlobalStructure">L_glo.</param>
/// <param name="LocalStructure">L_loc.</param>
/// <param name="Total">λ times the weighted sum.</param>
public sealed record AlignmentValues(
    double Orthogonality, double Uniformity, double GlobalStructure, double LocalStructure, double Total);
