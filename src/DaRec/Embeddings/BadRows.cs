namespace DaRec.Embeddings;

/// <summary>How many rows of an embedding table share a defect, and which come first.</summary>
/// <param name="Count">Number of such rows.</param>
/// <param name="First">The first of their numbers, ascending.</param>
public sealed record BadRows(long Count, IReadOnlyList<long> First)
{
    /// <summary>"3 rows (1, 4, 9)", with an ellipsis where there are more than listed.</summary>
    public override string ToString() =>
        $"{Count} {(Count == 1 ? "row" : "rows")} ({string.Join(", ", First)}{(Count > First.Count ? ", …" : "")})";
}
