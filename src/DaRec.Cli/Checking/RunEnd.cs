namespace DaRec.Cli.Checking;

/// <summary>How a training in a process of its own ended.</summary>
internal enum RunEnd
{
    /// <summary>By itself, with exit code 0.</summary>
    Done,

    /// <summary>It was killed at a moment of chance.</summary>
    Killed,

    /// <summary>It was killed while it wrote a checkpoint.</summary>
    KilledWhileSaving,
}
