namespace DaRec.Serving.Internal;

/// <summary>An array of a component.</summary>
/// <param name="Shape">Length of each dimension.</param>
/// <param name="Values">Its elements, row by row.</param>
internal sealed record ComponentArray(int[] Shape, float[] Values)
{
    /// <summary>Number of elements that the shape speaks of.</summary>
    public long Size => Shape.Aggregate(1L, (product, length) => product * length);
}
