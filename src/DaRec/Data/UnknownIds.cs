namespace DaRec.Data;

/// <summary>What happens to an id that the map does not contain.</summary>
public enum UnknownIds
{
    /// <summary>It is added with the next number. For training data.</summary>
    Add,

    /// <summary>Its interactions are skipped and counted. For held-out data, where an unknown id has no trained embedding.</summary>
    Skip,

    /// <summary>It is an error. For training data with a map that is already complete.</summary>
    Reject,
}
