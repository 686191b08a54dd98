using DaRec.Data;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Item-based nearest neighbours (Sarwar et al., 2001): an item scores high that is similar to the user's items.</summary>
/// <remarks>
/// <code>
/// B[j, i] = n / √(|U_j| |U_i|) · n / (n + h)     by support
/// B[j, i] = n / (√(|U_j| |U_i|) + h)             by the denominator
/// n = |U_j ∩ U_i|,  B[i, i] = 0
/// </code>
/// where U_i are the users of item i and h is the shrinkage (<see cref="ShrinkageForm"/>); with h = 0 both are the cosine. In each column
/// the k largest weights stay. Cost: O(Σ_u |N(u)|²) time, O(n_i²) memory.
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
            using var rowScope = NewDisposeScope();
            Shrink(weights[item], lengths.mul(lengths[item]), options);
        }

        ItemPairs.ClearDiagonal(weights);
        ItemPairs.KeepLargest(weights, options.Neighbors);
        return new ItemWeights(train, weights);
    }

    // Numbers of shared users become weights, in place; an item without users keeps its zeros.
    private static void Shrink(Tensor row, Tensor lengths, ItemKnnOptions options)
    {
        const double Least = 1e-9;
        if (options.ShrinkageForm == ShrinkageForm.Denominator)
        {
            row.div_(lengths.add_(Held(options.Shrinkage), Held(1)).clamp_min_(Held(Least)));
        }
        else
        {
            var share = row.div(row.add(Held(options.Shrinkage), Held(1)).clamp_min_(Held(Least))); // n / (n + h)
            row.div_(lengths.clamp_min_(Held(Least))).mul_(share);
        }
    }
}
