namespace DaRec.Serving;

/// <summary>How a saved index is loaded.</summary>
public sealed record RecommenderLoadOptions
{
    /// <summary>
    /// Whether each file is compared with its checksum, and each vector with NaN and infinity; true by default. False spares reading
    /// large mapped tables; lengths are compared all the same.
    /// </summary>
    public bool Verify { get; init; } = true;

    /// <summary>
    /// Whether vectors in float32 are mapped and not read; false by default. Queries then need the memory of what they look at alone,
    /// shared among processes. Vectors in float16 are always read.
    /// </summary>
    public bool MapVectors { get; init; }

    /// <summary>
    /// Makes a text projection of a kind that this package does not know, from the arrays that its
    /// <see cref="IServingComponent.Save"/> wrote; null, the default, for none.
    /// </summary>
    public Func<string, ComponentArrays, ITextProjection>? ReadTextProjection { get; init; }

    /// <summary>
    /// Makes a fold-in of a kind that this package does not know, from its arrays and the index's item vectors; null, the default,
    /// for none.
    /// </summary>
    public Func<string, ComponentArrays, VectorTable, IUserFoldIn>? ReadFoldIn { get; init; }
}
