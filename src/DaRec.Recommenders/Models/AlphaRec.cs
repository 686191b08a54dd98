using DaRec.Data;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Rankers;
using DaRec.Recommenders.Training;
using TorchSharp.Utils;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>AlphaRec (Sheng et al., 2025): a network of the texts in the place of id embeddings.</summary>
/// <remarks>
/// <code>
/// T: item i has its text t_i, user u has 1/|N(u)| Σ_{j ∈ N(u)} t_j
/// E^C = the rows of Σ_{l=0…L} Âˡ MLP(T) at unit length
/// L = L_rank + λ Σ θ²
/// </code>
/// where MLP has one hidden layer, half as wide as the texts, and a leaky ReLU. <see cref="Backbone.Ids"/> are T, which is not trained. The
/// loss that ranks is a sampled softmax unless <see cref="BackboneOptions.RankingLoss"/> says another; the authors draw other negatives for
/// each pair. Items without training interactions have a vector, too. Cost of a step: O((n_u + n_i) e² + L · entries · d + b k d).
/// </remarks>
public sealed class AlphaRec : Backbone
{
    private readonly SparseMatrix _adjacency;
    private readonly AlphaRecOptions _options;
    private readonly RankingLoss _ranking;
    private readonly int _width;

    [ComponentName(Name = "text_network")]
    private readonly Mlp _network;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph, at least one.</param>
    /// <param name="itemTexts">Text embeddings of the items, finite, shape (n_i, e). They are copied.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial weights; null takes the process's default.</param>
    /// <exception cref="ArgumentException">Texts of another number of items, or not finite.</exception>
    public AlphaRec(
        Interactions train, FrozenEmbeddings itemTexts, int width = 32, AlphaRecOptions? options = null, Generator? generator = null)
        : base(nameof(AlphaRec), train, Texts(train, itemTexts))
    {
        _width = Guard.AtLeast(width, 1);
        (_adjacency, _options) = (Own(InteractionGraph.NormalizedAdjacency(train)), options ?? new AlphaRecOptions());
        _ranking = CreateRanking(_options, generator);
        _network = new Mlp([Width, Math.Max(1, Width / 2), width], HeadActivation.LeakyRelu, lastStartsAtZero: false, generator);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int EmbeddingWidth => _width;

    /// <inheritdoc/>
    public override bool IsMeanOverTriplets => true;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        var sums = _adjacency.SumOfPowers(_network.call(ids), _options.Layers);
        return new Propagation { Embeddings = Rows.Normalize(sums) }.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Loss(Propagation propagation, Tensor representations, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var loss = _ranking.Of(representations, batch);
        foreach (var weight in _options.Regularization > 0 ? _network.parameters() : [])
        {
            loss = loss.add(weight.pow(Held(2)).sum(), alpha: Held(_options.Regularization));
        }

        return loss.MoveToOuterDisposeScope();
    }

    // Of all users, then all items.
    private static Tensor Texts(Interactions train, FrozenEmbeddings itemTexts)
    {
        ArgumentNullException.ThrowIfNull(train);
        TextRegression.EnsureFit(itemTexts, train);
        using var scope = NewDisposeScope();
        var items = itemTexts.Block(0, itemTexts.Count, device: CPU);
        return cat([MeanTexts.Of(train, items), items], 0).MoveToOuterDisposeScope();
    }
}
