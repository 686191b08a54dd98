using DaRec.Embeddings.Reduction;

namespace DaRec.Embeddings;

/// <content>Projections onto leading directions.</content>
public sealed partial class FrozenEmbeddings
{
    /// <summary>Projects the rows onto their leading directions.</summary>
    /// <param name="rank">Number of directions r ≥ 1, the width of the result.</param>
    /// <param name="cache">
    /// Whether the projection of a file is read from and written to a file beside it; true by default. False uses no such file.
    /// </param>
    /// <returns>A table of shape (n, min(r, e)); this table itself, opened once more, where e ≤ r.</returns>
    public FrozenEmbeddings Reduce(int rank, bool cache = true) => Reduce(rank, [this], cache)[0];

    /// <summary>Projects tables onto the leading directions of all of them, so that training steps read narrower rows.</summary>
    /// <remarks>
    /// A randomised SVD: the projection keeps inner products of rows about as well as the best one of its rank;
    /// <see cref="VarianceKept"/> is the share of variance that it keeps. Projections of files are cached beside them, as
    /// <c>item_emb.rank64.npy</c> or <c>item_emb.with-user_emb.rank64.npy</c> with a .json that describes what they were made of, and used
    /// again as long as the tables have not changed.
    /// </remarks>
    /// <param name="rank">Number of directions r ≥ 1, the width of the result.</param>
    /// <param name="tables">
    /// One or more tables of the same width e, such as users and items; shape (n, e) each. They stay open. Where e ≤ r, the result is the
    /// tables themselves, opened once more.
    /// </param>
    /// <param name="cache">
    /// Whether projections of files are read from and written to files beside them; true by default. False neither reads nor writes files.
    /// </param>
    /// <returns>As many tables, float32, shape (n, min(r, e)) each; the caller disposes them.</returns>
    /// <exception cref="ArgumentException">No table, or tables of different widths.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A rank below 1.</exception>
    /// <exception cref="InvalidDataException">A row with NaN or infinity.</exception>
    public static IReadOnlyList<FrozenEmbeddings> Reduce(int rank, IReadOnlyList<FrozenEmbeddings> tables, bool cache = true) =>
        EmbeddingReduction.Reduce(rank, tables, cache);
}
