using DaRec.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>EASE (Steck, 2019): the linear model that predicts each item best from the user's other items.</summary>
/// <remarks>
/// <code>
/// B = argmin ‖X − X B‖² + λ ‖B‖²  with  B[i, i] = 0
/// P = (XᵀX + λ I)⁻¹,  B[j, i] = −P[j, i] / P[i, i]
/// </code>
/// Cost: O(n_i³) time, or O(n_u³ + n_i · interactions) where there are fewer users than items; O(n_i²) memory.
/// </remarks>
/// <example>
/// <code>
/// using var weights = Ease.Fit(data.Train);
/// var metrics = new RankingEvaluator(data.Train, data.Test!, 20).Evaluate(weights);
/// </code>
/// </example>
public static class Ease
{
    /// <summary>Computes the weights.</summary>
    /// <param name="train">X, training interactions, at least one, of at most <see cref="ItemWeights.MaxItems"/> items.</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">No interaction, too many items, or a penalty that is too small for float32.</exception>
    public static ItemWeights Fit(Interactions train, EaseOptions? options = null)
    {
        ItemPairs.EnsureFit(train);
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        return new ItemWeights(train, Solve(train, (options ?? new EaseOptions()).Penalty));
    }

    /// <summary>B for a λ.</summary>
    internal static Tensor Solve(Interactions train, double penalty)
    {
        using var scope = NewDisposeScope();
        var weights = RidgeInverse.Of(train, penalty);
        weights.div_(weights.diagonal().neg()); // by column
        return ItemPairs.ClearDiagonal(weights).MoveToOuterDisposeScope();
    }
}
