using static TorchSharp.torch;

namespace DaRec.Embeddings.Reduction;

/// <summary>Makes wide text embeddings narrow, once, so that no training step pays for columns that say little.</summary>
/// <remarks>
/// Rows are projected onto the leading directions of all tables together (a randomised SVD), which keeps their inner products as
/// well as any projection of that rank can; <see cref="FrozenEmbeddings.VarianceKept"/> says how well that is. Tables that are files
/// have their projections beside them, <c>item_emb.rank64.npy</c> (<c>item_emb.with-user_emb.rank64.npy</c> where both share a basis) with
/// a .json that says what it was made of, which are used again as long as the tables do not change; where the folder cannot be
/// written to, and for other tables, the projections lie in memory.
/// </remarks>
public static class EmbeddingReduction
{
    /// <summary>The tables in a common basis of <paramref name="rank"/> directions.</summary>
    /// <param name="rank">r ≥ 1, the width that is wanted; tables no wider than that come back as they are, opened once more.</param>
    /// <param name="tables">One or more of the same width e: users and items, say. They are left open.</param>
    /// <returns>As many tables, float32, each of shape (n, min(r, e)), to be disposed by the caller.</returns>
    /// <exception cref="ArgumentException">No table, or tables of different widths.</exception>
    /// <exception cref="InvalidDataException">Rows with NaN or infinity.</exception>
    public static IReadOnlyList<FrozenEmbeddings> Reduce(long rank, params IReadOnlyList<FrozenEmbeddings> tables)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(rank, 1);
        ArgumentNullException.ThrowIfNull(tables);
        if (tables.Count == 0 || tables.Any(table => table.Width != tables[0].Width))
        {
            var widths = tables.Count == 0 ? "none" : string.Join(", ", tables.Select(table => table.Width));
            throw new ArgumentException($"Expected tables of one width, got {widths}.", nameof(tables));
        }

        if (rank >= tables[0].Width)
        {
            return [.. tables.Select(table => table.Share())];
        }

        var cache = ReductionCache.For(tables, rank);
        if (cache?.TryOpen() is { } cached)
        {
            return cached;
        }

        using var directions = LeadingDirections.Find(tables, rank);
        return cache?.TryWrite(directions, tables) ?? [.. tables.Select(table => InMemory(table, directions))];
    }

    private static FrozenEmbeddings InMemory(FrozenEmbeddings table, LeadingDirections directions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return FrozenEmbeddings.FromTensor(cat([.. directions.Project(table)], 0).to(table.Device), directions.VarianceKept);
    }
}
