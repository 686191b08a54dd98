using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.NewItems;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Rankers;

/// <summary>Texts that run over the graph of users and items, without training: the floor for methods that learn from texts.</summary>
/// <remarks>
/// <code>
/// E⁰: item i has f_i, user u has 1/|N(u)| Σ_{j ∈ N(u)} f_j
/// E = 1/(L + 1) Σ_{l=0…L} Âˡ E⁰,  s[u, i] = cos(e_u, e_i)
/// </code>
/// where f are the texts, minus their mean over items with training interactions, at unit length, and Â is the graph of
/// <see cref="Models.LightGcn"/>. It follows the variant without training of Chernov et al. (2025), who do not subtract the mean. Cost:
/// O(L · interactions · e).
/// </remarks>
public static class TextGcn
{
    /// <summary>Computes the vectors of users and items, at unit length, as wide as the texts.</summary>
    /// <param name="train">Training interactions, the edges of the graph, at least one.</param>
    /// <param name="itemTexts">Text embeddings of the items, finite, shape (n_i, e).</param>
    /// <param name="options">The method's settings; null takes the defaults.</param>
    /// <exception cref="ArgumentException">No interaction, or texts of another number of items or not finite.</exception>
    public static RankedEmbeddings Fit(Interactions train, FrozenEmbeddings itemTexts, TextGcnOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        ItemPairs.EnsureAny(train);
        TextRegression.EnsureFit(itemTexts, train);
        options ??= new TextGcnOptions();
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var items = ItemTextRows.Of(itemTexts, train); // (n_i, e)
        var start = cat([MeanTexts.Of(train, items), items], 0);
        using var graph = InteractionGraph.NormalizedAdjacency(train);
        var ends = Rows.Normalize(graph.SumOfPowers(start, options.Layers)); // a sum and a mean have one direction
        return new RankedEmbeddings(
            ends.narrow(0, 0, train.UserCount).clone().DetachFromDisposeScope(),
            ends.narrow(0, train.UserCount, train.ItemCount).clone().DetachFromDisposeScope());
    }
}
