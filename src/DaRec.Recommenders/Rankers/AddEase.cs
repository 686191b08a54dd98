using DaRec.Data;
using DaRec.Embeddings;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Add-EASE (Jeunen et al., 2020): the weights of EASE, and those of the same model on the items' texts.</summary>
/// <remarks>
/// <code>
/// B = (1 − a) B_X + a C
/// </code>
/// where B_X is that of <see cref="Ease"/> with λ, and C is EASE of F Fᵀ with λ_F: it predicts an item's text from other items' texts. F
/// holds the texts minus their mean over items with training interactions, at unit length. Items without training interactions are
/// scored by their texts. Cost: that of <see cref="Ease"/>, and O(n_i² e).
/// </remarks>
public static class AddEase
{
    /// <summary>Computes the weights.</summary>
    /// <param name="train">X, training interactions, at least one, of at most <see cref="ItemWeights.MaxItems"/> items.</param>
    /// <param name="itemTexts">Text embeddings of the items, finite, shape (n_i, e).</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">No interaction, too many items, or texts of another number of items or not finite.</exception>
    public static ItemWeights Fit(Interactions train, FrozenEmbeddings itemTexts, AddEaseOptions? options = null)
    {
        ItemPairs.EnsureFit(train);
        options ??= new AddEaseOptions();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var texts = new TextRegression(itemTexts, train, options.TextPenalty).Weights();
        var weights = Ease.Solve(train, options.Penalty);
        return new ItemWeights(train, weights.mul_(Held(1 - options.TextShare)).add_(texts, alpha: Held(options.TextShare)));
    }
}
