using DaRec.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Item-based nearest neighbours (Sarwar et al., 2001): an item scores high that is similar to the user's items.</summary>
/// <remarks>
/// <code>B[j, i] = |U_j ∩ U_i| / (√(|U_j| |U_i|) + h),  B[i, i] = 0</code>
/// where U_i are the users of item i and h is the shrinkage (Bell and Koren, 2007); with h = 0 it is the cosine. In each column the k
/// largest weights stay. Cost: O(Σ_u |N(u)|²) time, O(n_i²) memory.
/// </remarks>
public static class ItemKnn
{
    /// <summary>Computes the weights.</summary>
    /// <param name="train">Training interactions, at least one, of at most <see cref="ItemWeights.MaxItems"/> items.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">No interaction, or too many items.</exception>
    public static ItemWeights Fit(Interactions train, ItemKnnOptions? options = null)
    {
        ItemPairs.EnsureFit(train);
        options ??= new ItemKnnOptions();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var weights = ItemPairs.Shared(train);
        var lengths = weights.diagonal().sqrt(); // (n_i)
        for (var item = 0; item < train.ItemCount; item++)
        {
            using var row = NewDisposeScope();
            weights[item].div_(lengths.mul(lengths[item]).add_(options.Shrinkage).clamp_min_(1e-9)); // an item without users has zeros
        }

        ItemPairs.ClearDiagonal(weights);
        ItemPairs.KeepLargest(weights, options.Neighbors);
        return new ItemWeights(train, weights);
    }
}
