using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>DCCF (Ren et al., 2023): combines graph propagation, learned intents, and graphs whose edge weights adapt to both.</summary>
/// <remarks>
/// <code>
/// G = Â X,  I = softmax(X W) Wᵀ with W of users or of items,  P = M(G) X,  Q = M(I) X,  X′ = G + I + P + Q + X
/// M(Z)_ht = α_ht / Σ_t α_ht,  α_ht = (cos(z_h, z_t) + 1)/2 on the graph's edges
/// E^C = Σ_{l=0…L} X⁽ˡ⁾,  X⁽⁰⁾ = E⁰
/// L = L_BPR + λ Σ θ² + w Σ_l (C(G, I) + C(G, P) + C(G, Q))
/// </code>
/// where C is <see cref="InfoNceLoss"/> of the batch's distinct users and, apart, of its distinct items, against those same rows of
/// the second view. Cost of a step: O(L (entries · d + n d K + b² d)).
/// </remarks>
public sealed class Dccf : PairwiseBackbone
{
    [ComponentName(Name = "user_intents")]
    private readonly Parameter _userIntents; // W of users, (d, K)
    [ComponentName(Name = "item_intents")]
    private readonly Parameter _itemIntents; // W of items, (d, K)
    private readonly SparseMatrix _adjacency;
    private readonly AdaptiveGraph _graph;
    private readonly DccfOptions _options;
    private readonly InfoNceLoss _contrast;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial weights; null takes the process's default.</param>
    public Dccf(Interactions train, int width = 32, DccfOptions? options = null, Generator? generator = null)
        : base(nameof(Dccf), train, width, options ??= new DccfOptions(), generator)
    {
        (_adjacency, _options) = (Own(InteractionGraph.NormalizedAdjacency(train)), options);
        (_graph, _contrast) = (Own(new AdaptiveGraph(_adjacency)), Own(new InfoNceLoss(options.ContrastTemperature)));
        _userIntents = Parameters.XavierUniform(width, options.Intents, generator);
        _itemIntents = Parameters.XavierUniform(width, options.Intents, generator);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        var (layer, sum, views) = (ids, ids.alias(), new List<DccfLayer>());
        for (var l = 0; l < _options.Layers; l++)
        {
            var (smooth, intents) = (_adjacency.Multiply(layer), ByIntents(layer));
            var (bySmooth, byIntents) = (_graph.Mean(smooth, layer), _graph.Mean(intents, layer));
            layer = layer.add(smooth).add(intents).add(bySmooth).add(byIntents);
            sum = sum.add(layer);
            if (training)
            {
                views.Add(new DccfLayer
                {
                    Neighbors = smooth,
                    Intents = intents,
                    AdaptedByNeighbors = bySmooth,
                    AdaptedByIntents = byIntents,
                });
            }
        }

        return new DccfPropagation { Embeddings = sum, Layers = views }.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override Tensor? OwnTerms(Propagation propagation, TripletBatch batch)
    {
        if (propagation is not DccfPropagation { Layers: { Count: > 0 } layers } || _options.ContrastWeight == 0)
        {
            return null;
        }

        var like = propagation.Embeddings;
        var (users, items) = (DistinctRows.Of(batch.Users, 1, like), DistinctRows.Of(batch.Positives, 1, like));
        var terms = new List<Tensor>();
        foreach (var (rows, side) in new[] { (users.Rows, users), (items.Rows.add(Held(UserCount)), items) })
        {
            // As in RLMRec's harness: the sum over items, too, is divided by the number of users.
            var weights = side.OneEach(users);
            foreach (var layer in layers)
            {
                var anchors = MetaForms.Select(layer.Neighbors, rows);
                foreach (var view in new[] { layer.Intents, layer.AdaptedByNeighbors, layer.AdaptedByIntents })
                {
                    var partners = MetaForms.Select(view, rows);
                    terms.Add(_contrast.Weighted(anchors, partners, partners, weights, side.Counts));
                }
            }
        }

        return stack(terms).sum().mul(Held(_options.ContrastWeight));
    }

    // Each row as the intents' mean, weighted by how much it has of each.
    private Tensor ByIntents(Tensor layer)
    {
        return cat([Of(layer.narrow(0, 0, UserCount), _userIntents), Of(layer.narrow(0, UserCount, ItemCount), _itemIntents)], 0);

        static Tensor Of(Tensor rows, Tensor intents) => rows.mm(intents).softmax(1).mm(intents.t()); // (n, K) between the products
    }
}
