namespace DaRec.Cli.Settings;

/// <summary>The forms of the global structure term.</summary>
internal enum GlobalStructureKind
{
    /// <summary><see cref="NeighborhoodOptions"/>.</summary>
    Neighborhood,

    /// <summary><see cref="FrobeniusOptions"/>.</summary>
    Frobenius,
}
