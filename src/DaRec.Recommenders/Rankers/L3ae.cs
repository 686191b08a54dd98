using DaRec.Data;
using DaRec.Embeddings;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>L3AE (Moon et al., 2025): EASE that is pulled towards the weights of the same model on the items' texts.</summary>
/// <remarks>
/// <code>
/// B = argmin ‖X − X B‖² + λ_X ‖B‖² + λ_E ‖B − C‖²  with  B[i, i] = 0
/// P = (XᵀX + (λ_X + λ_E) I)⁻¹,  R = P C
/// B[j, i] = λ_E R[j, i] − P[j, i] (1 + λ_E R[i, i]) / P[i, i]
/// </code>
/// where C is EASE of F Fᵀ with λ_F, as in <see cref="AddEase"/>. Cost: that of <see cref="Ease"/>, and O(n_i² e).
/// </remarks>
public static class L3ae
{
    /// <summary>Computes the weights.</summary>
    /// <param name="train">X, training interactions, at least one, of at most <see cref="ItemWeights.MaxItems"/> items.</param>
    /// <param name="itemTexts">Text embeddings of the items, finite, shape (n_i, e).</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">
    /// No interaction, too many items, texts of another number of items or not finite, or λ_X + λ_E that is not &gt; 0.
    /// </exception>
    public static ItemWeights Fit(Interactions train, FrozenEmbeddings itemTexts, L3aeOptions? options = null)
    {
        ItemPairs.EnsureFit(train);
        options ??= new L3aeOptions();
        var (pull, penalty) = (options.TextPull, options.InteractionPenalty + options.TextPull);
        if (!(penalty > 0))
        {
            throw new ArgumentException(
                $"Expected InteractionPenalty + TextPull > 0, got {options.InteractionPenalty} + {pull}.", nameof(options));
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var texts = new TextRegression(itemTexts, train, options.TextPenalty);
        var inverse = RidgeInverse.Of(train, penalty); // P

        // C is a product of factors less its diagonal, and so is R; all in R's memory.
        var result = inverse.mm(texts.Factors).mm(texts.Scaled().t());
        var diagonal = texts.Squares.div(texts.Squares.neg().add_(Held(1), Held(1))).to(ScalarType.Float32); // k / (1 − k)
        result.addcmul_(inverse, diagonal, value: Held(-1)).mul_(Held(pull)); // λ_E R
        var balance = result.diagonal().add(Held(1), Held(1)).div_(inverse.diagonal());
        return new ItemWeights(train, ItemPairs.ClearDiagonal(result.addcmul_(inverse, balance, value: Held(-1))));
    }
}
