using System.Numerics;
using DaRec.Internal;
using DaRec.Recommenders.Rankers;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Evaluation;

/// <summary>Ranks items for one user.</summary>
public static class TopK
{
    /// <summary>Returns the items with the highest inner product with the user, best first; ties are in order of item number.</summary>
    /// <param name="user">Representation of the user, float32 or float64, finite, shape (d).</param>
    /// <param name="items">Representations of the items, of the same element type and device, finite, shape (n_i, d).</param>
    /// <param name="exclude">Numbers of the items to leave out, usually the user's training items.</param>
    /// <param name="count">k, number of items to return, ≥ 1; fewer are returned where fewer are left.</param>
    /// <exception cref="ArgumentException">Tensors of another shape or type, or scores with NaN or infinity.</exception>
    public static IReadOnlyList<RankedItem> For(Tensor user, Tensor items, ReadOnlySpan<int> exclude, int count)
    {
        ArgumentNullException.ThrowIfNull(user);
        ArgumentNullException.ThrowIfNull(items);
        Guard.AtLeast(count, 1);
        if (items.dim() != 2 || items.dtype is not (ScalarType.Float32 or ScalarType.Float64))
        {
            throw new ArgumentException(
                $"Expected Float32 or Float64 of shape (n, d), got {items.dtype} of ({string.Join(", ", items.shape)}).", nameof(items));
        }

        if (user.dim() != 1 || user.size(0) != items.size(1) || user.dtype != items.dtype)
        {
            throw new ArgumentException(
                $"Expected {items.dtype} of shape ({items.size(1)}), got {user.dtype} of ({string.Join(", ", user.shape)}).", nameof(user));
        }

        CheckItems(exclude, items.size(0));
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Select(HostReads.ToCpu(items.detach().mv(user.detach())), exclude, count, nameof(items)); // (n)
    }

    /// <summary>Returns the items with the highest scores for the user, best first; ties are in order of item number.</summary>
    /// <param name="scores">What ranks.</param>
    /// <param name="user">Number of the user.</param>
    /// <param name="exclude">Numbers of the items to leave out, usually the user's training items.</param>
    /// <param name="count">k, number of items to return, ≥ 1; fewer are returned where fewer are left.</param>
    /// <exception cref="ArgumentException">A number out of range, or scores with NaN or infinity.</exception>
    public static IReadOnlyList<RankedItem> For(IItemScores scores, int user, ReadOnlySpan<int> exclude, int count)
    {
        ArgumentNullException.ThrowIfNull(scores);
        Guard.AtLeast(count, 1);
        Guard.InRange(user, 0, scores.UserCount - 1);
        CheckItems(exclude, scores.ItemCount);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return Select(HostReads.ToCpu(scores.Scores([user])[0]), exclude, count, nameof(scores));
    }

    private static void CheckItems(ReadOnlySpan<int> exclude, long itemCount)
    {
        foreach (var item in exclude)
        {
            if (item < 0 || item >= itemCount)
            {
                throw new ArgumentOutOfRangeException(nameof(exclude), item, $"Expected items in [0, {itemCount}).");
            }
        }
    }

    private static RankedItem[] Select(Tensor scores, ReadOnlySpan<int> exclude, int count, string name)
    {
        if (!HostReads.IsTrue(scores.isfinite().all()))
        {
            throw new ArgumentException("Expected finite scores, got NaN or infinity; did training diverge?", name);
        }

        return scores.dtype == ScalarType.Float64
            ? Select(HostReads.ToArray<double>(scores), exclude, count)
            : Select(HostReads.ToArray<float>(scores), exclude, count);
    }

    private static RankedItem[] Select<T>(T[] scores, ReadOnlySpan<int> exclude, int count)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var item in exclude)
        {
            scores[item] = T.NegativeInfinity;
        }

        var best = new T[Math.Min(count, scores.Length)];
        var ranked = new int[best.Length];
        var found = TopItems.Select<T>(scores, best, ranked);
        return [.. Enumerable.Range(0, found).Select(
            place => new RankedItem { Item = ranked[place], Score = double.CreateChecked(best[place]) })];
    }
}
