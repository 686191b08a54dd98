using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Scores an item by the items that a user has: each has a weight for each other item.</summary>
/// <remarks>
/// <code>s[u, i] = Σ_{j ∈ N(u)} B[j, i]</code>
/// where N(u) are the user's items. <see cref="ItemKnn"/>, <see cref="Rp3Beta"/>, <see cref="Ease"/>, <see cref="AddEase"/> and
/// <see cref="L3ae"/> make B in closed form. Cost: O(n_i²) memory, and O(|N(u)| n_i) time a user.
/// </remarks>
public sealed class ItemWeights : IItemScores
{
    /// <summary>Largest number of items whose weights a method of this library computes; the float32 matrix takes 4 GiB then.</summary>
    /// <remarks>Fitting needs up to four such matrices at a time.</remarks>
    public const int MaxItems = 1 << 15;

    /// <summary>Takes over weights, which are disposed with this object.</summary>
    /// <param name="histories">Each user's items; usually the training interactions.</param>
    /// <param name="weights">B, float32 or float64, finite, shape (n_i, n_i).</param>
    /// <exception cref="ArgumentException">Weights of another shape or type, or with NaN or infinity.</exception>
    public ItemWeights(Interactions histories, Tensor weights)
    {
        ArgumentNullException.ThrowIfNull(histories);
        Guard.Matrix(weights);
        if (weights.size(0) != histories.ItemCount || weights.size(1) != histories.ItemCount)
        {
            throw new ArgumentException(
                $"Expected weights of shape ({histories.ItemCount}, {histories.ItemCount}), got {Guard.Shape(weights)}.", nameof(weights));
        }

        using (NewDisposeScope())
        {
            if (!HostReads.IsTrue(weights.sum().isfinite()) && !HostReads.IsTrue(weights.isfinite().all())) // the sum needs no second matrix
            {
                throw new ArgumentException("Expected finite weights, got NaN or infinity.", nameof(weights));
            }
        }

        Histories = histories;
        Weights = (weights.is_contiguous() ? weights : weights.contiguous()).DetachFromDisposeScope(); // else each product copied them
        if (!ReferenceEquals(Weights, weights))
        {
            weights.Dispose();
        }
    }

    /// <summary>Each user's items.</summary>
    public Interactions Histories { get; }

    /// <summary>B, row j for the item that a user has and column i for the item that is scored, shape (n_i, n_i).</summary>
    public Tensor Weights { get; }

    /// <inheritdoc/>
    public int UserCount => Histories.UserCount;

    /// <inheritdoc/>
    public int ItemCount => Histories.ItemCount;

    /// <summary>The same weights for other users, or for histories that have grown: nothing is fitted again.</summary>
    /// <param name="histories">Each user's items, of as many items.</param>
    /// <returns>Scores that share the weights; each of both is disposed by itself.</returns>
    /// <exception cref="ArgumentException">Histories of another number of items.</exception>
    public ItemWeights For(Interactions histories) => new(histories, Weights.alias());

    /// <inheritdoc/>
    public Tensor Scores(ReadOnlySpan<int> users)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (rows, items) = (new List<int>(), new List<int>());
        for (var row = 0; row < users.Length; row++)
        {
            foreach (var item in Histories.ItemsOf(users[row]))
            {
                rows.Add(row);
                items.Add(item);
            }
        }

        var ones = new float[rows.Count];
        Array.Fill(ones, 1);
        using var block = SparseMatrix.FromEntries([.. rows], [.. items], ones, users.Length, ItemCount);
        return block.Multiply(Weights).MoveToOuterDisposeScope();
    }

    /// <summary>Disposes the weights.</summary>
    public void Dispose() => Weights.Dispose();
}
