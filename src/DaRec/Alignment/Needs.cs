namespace DaRec.Alignment;

/// <summary>Which heads a setting needs.</summary>
internal static class Needs
{
    /// <summary>Whether a term looks at the collaborative side's parts.</summary>
    public static bool Collaborative(DaRecOptions options) =>
        LooksAtBothSides(options) || options.GlobalStructure?.Input == GlobalStructureInput.SharedParts;

    /// <summary>Whether a term looks at the language side's parts.</summary>
    public static bool Language(DaRecOptions options) =>
        LooksAtBothSides(options) || options.GlobalStructure is FrobeniusOptions { Input: GlobalStructureInput.SharedParts };

    private static bool LooksAtBothSides(DaRecOptions options) =>
        options.Orthogonality is not null || options.Uniformity is not null || options.LocalStructure is not null;
}
