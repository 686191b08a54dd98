using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Embeddings.Reduction;

/// <summary>Projects text embeddings onto their leading directions, so that training steps read narrower rows.</summary>
/// <remarks>
/// <para>
/// The directions are those of all tables together (a randomised SVD). The projection keeps inner products of rows about as well as the
/// best projection of its rank; <see cref="FrozenEmbeddings.VarianceKept"/> is the share of variance that it keeps.
/// </para>
/// <para>
/// Projections of tables that are files are cached beside them: <c>item_emb.rank64.npy</c>, or
/// <c>item_emb.with-user_emb.rank64.npy</c> where two tables share a basis, each with a .json that describes what it was made of. A later
/// call opens them as long as the tables have not changed. Where a folder cannot be written to, where caching is off, and for tables that
/// are no files, projections are kept in memory alone.
/// </para>
/// </remarks>
internal static class EmbeddingReduction
{
    /// <summary>As <see cref="FrozenEmbeddings.Reduce(int, IReadOnlyList{FrozenEmbeddings}, bool)"/>.</summary>
    public static IReadOnlyList<FrozenEmbeddings> Reduce(int rank, IReadOnlyList<FrozenEmbeddings> tables, bool cache = true)
    {
        Guard.AtLeast(rank, 1);
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

        var files = cache ? ReductionCache.For(tables, rank) : null;
        if (files?.TryOpen() is { } cached)
        {
            return cached;
        }

        using var directions = LeadingDirections.Find(tables, rank);
        return files?.TryWrite(directions, tables) ?? [.. tables.Select(table => InMemory(table, directions))];
    }

    private static FrozenEmbeddings InMemory(FrozenEmbeddings table, LeadingDirections directions)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return FrozenEmbeddings.FromTensor(cat([.. directions.Project(table)], 0).to(table.Device), directions.VarianceKept);
    }
}
