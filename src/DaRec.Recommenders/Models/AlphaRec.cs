using DaRec.Data;
using DaRec.Disentanglement;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Internal;
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
/// L = −1/b Σ log(e^{s⁺/τ} / (e^{s⁺/τ} + Σ_k e^{s_k/τ})) + λ Σ θ²,  s = ⟨u, i⟩
/// </code>
/// where MLP has one hidden layer, half as wide as the texts, and a leaky ReLU. <see cref="Backbone.Ids"/> are T, which is not trained. Here
/// the negatives k are the first ones of the batch, the same for all its pairs, and may be among a user's items; the authors draw others
/// for each pair. Items without training interactions have a vector, too. Cost of a step: O((n_u + n_i) e² + L · entries · d + b k d).
/// </remarks>
public sealed class AlphaRec : Backbone
{
    private readonly SparseMatrix _adjacency;
    private readonly AlphaRecOptions _options;
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
        _network = new Mlp([Width, Math.Max(1, Width / 2), width], HeadActivation.LeakyRelu, lastStartsAtZero: false, generator);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override int EmbeddingWidth => _width;

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
        var count = Math.Min(_options.Negatives, batch.Negatives.size(0));
        var users = MetaForms.Select(representations, batch.Users); // (b, d)
        var positives = MetaForms.Select(representations, batch.Positives.add(Held(UserCount), Held(1))); // (b, d)
        var negatives = MetaForms.Select(representations, batch.Negatives.narrow(0, 0, count).add(Held(UserCount), Held(1))); // (k, d)
        var scores = users.mul(positives).sum(1, keepdim: true); // (b, 1)
        var logits = cat([scores, users.mm(negatives.t())], 1).div(Held(_options.Temperature)); // (b, 1 + k)
        var loss = logits.log_softmax(1).select(1, 0).mean().neg();
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
