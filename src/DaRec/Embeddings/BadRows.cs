namespace DaRec.Embeddings;

/// <summary>Rows of an embedding table that share a defect.</summary>
internal sealed record BadRows
{
    internal BadRows(long count, IReadOnlyList<long> first) => (Count, First) = (count, first);

    /// <summary>Number of such rows.</summary>
    public long Count { get; }

    /// <summary>The first row numbers, ascending; at most as many as <see cref="FrozenEmbeddings.Check"/> reports.</summary>
    public IReadOnlyList<long> First { get; }

    /// <summary>Returns "3 rows (1, 4, 9)", with an ellipsis where there are more rows than listed.</summary>
    public override string ToString() =>
        $"{Count} {(Count == 1 ? "row" : "rows")} ({string.Join(", ", First)}{(Count > First.Count ? ", …" : "")})";
}
