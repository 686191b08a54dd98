using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Scores by inner product: a vector for each user and each item.</summary>
/// <remarks><code>s[u, i] = ⟨e_u, e_i⟩</code></remarks>
public sealed class EmbeddingScores : IItemScores
{
    private readonly Tensor _columns; // (d, n_i)
    private Tensor? _buffer; // for the scores of the largest block so far: memory that stays in the cache

    /// <summary>Takes over the vectors, which are disposed with this object.</summary>
    /// <param name="embeddings">Float32 or float64, finite, both of one element type and device.</param>
    /// <exception cref="ArgumentException">Tables of another shape or type, or with NaN or infinity.</exception>
    public EmbeddingScores(RankedEmbeddings embeddings)
    {
        ArgumentNullException.ThrowIfNull(embeddings);
        var (users, items) = embeddings;
        Check(users, items);
        (Embeddings, UserCount, ItemCount) = (embeddings, (int)users.size(0), (int)items.size(0));
        using var scope = NewDisposeScope();
        _columns = items.detach().t().DetachFromDisposeScope();
    }

    /// <summary>The vectors.</summary>
    public RankedEmbeddings Embeddings { get; }

    /// <inheritdoc/>
    public int UserCount { get; }

    /// <inheritdoc/>
    public int ItemCount { get; }

    /// <inheritdoc/>
    public Tensor Scores(ReadOnlySpan<int> users)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var table = Embeddings.Users.detach();
        var rows = MetaForms.Select(table, Uploads.Send(tensor(users.ToArray(), dtype: ScalarType.Int64), table.device)); // (b, d)
        if (_buffer is null || _buffer.size(0) < users.Length)
        {
            _buffer?.Dispose();
            _buffer = rows.new_empty([users.Length, ItemCount]).DetachFromDisposeScope();
        }

        return _buffer.narrow(0, 0, users.Length).addmm_(rows, _columns, beta: 0, alpha: 1).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes the vectors.</summary>
    public void Dispose()
    {
        _buffer?.Dispose();
        _columns.Dispose();
        Embeddings.Dispose();
    }

    /// <summary>The scores of two tables that stay the caller's.</summary>
    /// <param name="users">Shape (<paramref name="userCount"/>, d).</param>
    /// <param name="items">Shape (<paramref name="itemCount"/>, d).</param>
    /// <param name="userCount">n_u.</param>
    /// <param name="itemCount">n_i.</param>
    /// <exception cref="ArgumentException">Tables of another shape or type, or with NaN or infinity.</exception>
    internal static EmbeddingScores Of(Tensor users, Tensor items, int userCount, int itemCount)
    {
        CheckShape(users, userCount, nameof(users));
        CheckShape(items, itemCount, nameof(items));
        using var scope = NewDisposeScope();
        var aliases = new RankedEmbeddings(users.detach(), items.detach(), textColumns: 0);
        var scores = new EmbeddingScores(aliases);
        aliases.Users.DetachFromDisposeScope();
        aliases.Items.DetachFromDisposeScope();
        return scores;
    }

    private static void Check(Tensor users, Tensor items)
    {
        Check(users, users.size(0), nameof(users));
        Check(items, items.size(0), nameof(items));
        if (users.size(1) != items.size(1) || users.dtype != items.dtype)
        {
            throw new ArgumentException(
                $"Expected items of width {users.size(1)} and type {users.dtype}, got {items.size(1)} and {items.dtype}.", nameof(items));
        }

        CheckProducts(users, items);
    }

    // No inner product is longer than the product of the longest rows.
    private static void CheckProducts(Tensor users, Tensor items)
    {
        using var scope = NewDisposeScope();
        var longest = Longest(users).mul(Longest(items));
        var limit = users.dtype == ScalarType.Float64 ? double.MaxValue : float.MaxValue;
        if (!(HostReads.ToDouble(longest) < limit))
        {
            throw new ArgumentException($"Expected scores within {users.dtype}'s range; the representations are too long.", nameof(users));
        }

        static Tensor Longest(Tensor rows) => rows.detach().norm(1, p: 2).max().to(ScalarType.Float64);
    }

    private static void Check(Tensor table, long count, string name)
    {
        CheckShape(table, count, name);
        using var scope = NewDisposeScope();
        if (!HostReads.IsTrue(table.isfinite().all()))
        {
            throw new ArgumentException("Expected finite representations, got NaN or infinity; did training diverge?", name);
        }
    }

    private static void CheckShape(Tensor table, long count, string name)
    {
        ArgumentNullException.ThrowIfNull(table, name);
        if (table.dim() != 2 || table.size(0) != count || table.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException(
                $"Expected Float32 or Float64 of shape ({count}, d), got {table.dtype} of ({string.Join(", ", table.shape)}).", name);
        }
    }
}
