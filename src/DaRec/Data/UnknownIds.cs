namespace DaRec.Data;

/// <summary>What to do with an id that the map does not hold.</summary>
public enum UnknownIds
{
    /// <summary>Give it the next number: for training data.</summary>
    Add,

    /// <summary>Leave the interaction out and count it: for held-out data, where an unknown id has no trained embedding.</summary>
    Skip,

    /// <summary>Throw: for training data with a map that is already complete.</summary>
    Reject,
}
