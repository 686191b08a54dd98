namespace DaRec.Cli.Tuning;

/// <summary>What trials are told apart by, all on the validation part.</summary>
internal enum SearchObjective
{
    /// <summary>The recall of the ranking of all items.</summary>
    Recall,

    /// <summary>That of the ranking of cold items.</summary>
    Cold,

    /// <summary>That of the ranking of warm items.</summary>
    Warm,

    /// <summary>That of the ranking of all items, for users with cold and warm ones in the part.</summary>
    Overall,
}
