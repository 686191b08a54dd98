namespace DaRec.Cli.Settings;

/// <summary>What the alignment's options are before the configuration file and the command line change them.</summary>
internal enum AlignmentPreset
{
    /// <summary><see cref="DaRecOptions.Default"/>.</summary>
    Default,

    /// <summary><see cref="DaRecOptions.Paper"/>.</summary>
    Paper,
}
