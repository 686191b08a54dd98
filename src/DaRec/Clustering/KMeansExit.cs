namespace DaRec.Clustering;

/// <summary>Why <see cref="KMeans"/> stopped.</summary>
public enum KMeansExit
{
    /// <summary>No row changed its cluster.</summary>
    Converged,

    /// <summary>The iteration limit was reached first.</summary>
    IterationLimit,
}
