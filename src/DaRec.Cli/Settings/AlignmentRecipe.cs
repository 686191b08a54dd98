namespace DaRec.Cli.Settings;

/// <summary>What DaRec's options are before preset, configuration file and command line change them.</summary>
internal enum AlignmentRecipe
{
    /// <summary><see cref="DaRecOptions.Default"/>.</summary>
    Default,

    /// <summary><see cref="DaRecOptions.Paper"/>.</summary>
    Paper,

    /// <summary><see cref="DaRecOptions.PaperNormalized"/>.</summary>
    PaperNormalized,
}
