namespace DaRec.Cli.Importing;

/// <summary>How interactions are divided into training, validation and test.</summary>
internal enum SplitKind
{
    /// <summary>Each user's items at random.</summary>
    Random,

    /// <summary>The latest of all.</summary>
    Time,

    /// <summary>Each user's last two.</summary>
    LeaveLastOut,

    /// <summary>All interactions of some items, and some of the others.</summary>
    ColdItems,
}
