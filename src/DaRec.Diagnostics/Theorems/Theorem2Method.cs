namespace DaRec.Diagnostics.Theorems;

/// <summary>How a representation of <see cref="Theorem2"/> is trained.</summary>
public enum Theorem2Method
{
    /// <summary>Ê: a shared and a specific part for each side; the shared parts are aligned, the specific ones spread and kept orthogonal.</summary>
    Disentangled,

    /// <summary>Ẽ: one part for each side, as wide as both together, aligned as a whole.</summary>
    Aligned,

    /// <summary>The same part for each side, not aligned.</summary>
    Unaligned,
}
