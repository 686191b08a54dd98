using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>AutoCF (Xia et al., 2023): an autoencoder that masks parts of the graph and reconstructs them by attention.</summary>
/// <remarks>
/// <code>
/// E^C = Σ_{l=0…L+M} Eˡ,  Eˡ⁺¹ = Ã Eˡ for l &lt; L,  then Eˡ⁺¹ = Attention(Eˡ Q, Eˡ K, Eˡ V) with Q, K, V of each layer
/// Attention(q, k, v)_r = Σ_t a_rt v_t,  a_rt ∝ exp ⟨q_r, k_t⟩ over the neighbours t of r, in each head
/// L = L_rank + w (C(U) + C(I⁺)) + λ Σ θ² − mean score,  L_rank = − mean ⟨u, i⁺⟩ + mean log Σ_i exp ⟨u, i⟩
/// C(X) = mean_{x ∈ X} log Σ_y exp ⟨x, y⟩ over the batch's distinct users or items x, and all y of their kind
/// </code>
/// In evaluation, Ã is the whole normalised adjacency, and attention is over all neighbors. In training, each node has a noisy score of
/// its similarity to its neighborhood, and the neighborhoods of the nodes with the highest scores are masked: Ã loses their edges, and
/// attention is also over random pairs of masked nodes. New masks are drawn in the first training step and in every
/// <see cref="AutoCfOptions.RenewEvery"/>th after it; in those steps alone, the loss has the term of the scores. Steps are counted
/// across epochs; RLMRec's harness draws new masks at the start of each epoch. Masks are cut on the host: on another device than the CPU,
/// drawing them reads the seeds back, once, and sends the graphs there. Cost of a step: O((L + M) · entries · d + b n d).
/// </remarks>
public sealed class AutoCf : Backbone, IResumable
{
    private const string RandomKey = "random";
    private const string StepKey = "step";
    private const string SeedsKey = "mask_seeds";
    private const string DrawnFromKey = "mask_random";

    [ComponentName(Name = "gtLayers")]
    private readonly ModuleList<GraphTransformer> _attention = [];

    private readonly AutoCfOptions _options;
    private readonly RankingLoss _ranking;
    private readonly SeededRandom _random;
    private readonly CsrStructure _graph;
    private readonly SparseMatrix _adjacency;
    private readonly NodeScores _scores;
    private readonly AutoCfGraphs _whole;
    private AutoCfGraphs? _masked;
    private (int[] Seeds, int[] Random)? _drawn; // what the masks were made from
    private long _step;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial weights; its seed also starts the masks. Null takes the process's default.</param>
    public AutoCf(Interactions train, int width = 32, AutoCfOptions? options = null, Generator? generator = null)
        : base(nameof(AutoCf), train, width, generator)
    {
        (_options, _random) = (options ?? new AutoCfOptions(), new SeededRandom(SeedOf(generator)));
        if (_options.AttentionLayers > 0 && width % _options.Heads != 0)
        {
            throw new ArgumentException(
                $"Expected {nameof(AutoCfOptions.Heads)} to divide the width {width}, got {_options.Heads}.", nameof(options));
        }

        _ranking = CreateRanking(_options, generator);
        for (var layer = 0; layer < _options.AttentionLayers; layer++)
        {
            _attention.Add(new GraphTransformer(width, generator));
        }

        (_graph, _adjacency) = (InteractionGraph.Neighbors(train), Own(InteractionGraph.Adjacency(train)));
        (_scores, _whole) = (new NodeScores(_graph, _adjacency, _random), Own(AutoCfGraphs.Whole(_graph, _options.Heads)));
        RegisterComponents();
    }

    /// <summary>The graphs of the last training step; null before the first.</summary>
    internal AutoCfGraphs? Masked => _masked;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        if (!training)
        {
            return new AutoCfPropagation { Embeddings = Propagate(ids, _whole) }.MoveToOuterDisposeScope();
        }

        var scores = _step++ % _options.RenewEvery == 0 ? RenewMasks(ids) : null;
        return new AutoCfPropagation { Embeddings = Propagate(ids, _masked!), Scores = scores }.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public override Tensor Loss(Propagation propagation, Tensor representations, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(propagation);
        ArgumentNullException.ThrowIfNull(representations);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var loss = _ranking.Of(representations, batch);
        if (_options.ContrastWeight > 0)
        {
            var contrast = Contrast(representations.narrow(0, 0, UserCount), batch.Users)
                .add(Contrast(representations.narrow(0, UserCount, ItemCount), batch.Positives), Held(1));
            loss = loss.add(contrast, Held(_options.ContrastWeight));
        }

        foreach (var weight in _options.Regularization > 0 ? parameters() : [])
        {
            loss = loss.add(weight.pow(Held(2)).sum(), alpha: Held(_options.Regularization));
        }

        if (propagation is AutoCfPropagation { Scores: { } scores })
        {
            loss = loss.sub(scores.mean());
        }

        return loss.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    IReadOnlyDictionary<string, Tensor> IResumable.GetState()
    {
        var state = new Dictionary<string, Tensor> { [StepKey] = SavedState.Of(_step), [RandomKey] = SavedState.Of(_random) };
        if (_drawn is var (seeds, random))
        {
            (state[SeedsKey], state[DrawnFromKey]) = (tensor(seeds), tensor(random));
        }

        return state;
    }

    /// <inheritdoc/>
    void IResumable.SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        _step = SavedState.ToNumber(state[StepKey]);
        if (state.TryGetValue(SeedsKey, out var seeds))
        {
            // The same masks again, of the same random numbers.
            _random.State = SavedState.ToNumbers(state[DrawnFromKey]);
            Mask(SavedState.ToNumbers(seeds));
        }

        _random.State = SavedState.ToNumbers(state[RandomKey]);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _masked?.Dispose();
        }

        base.Dispose(disposing);
    }

    // C of rows that a batch has, among all of their kind.
    private static Tensor Contrast(Tensor rows, Tensor numbers)
    {
        var distinct = DistinctRows.Of(numbers, 1, rows);
        return LogSumExp.Of(MetaForms.Select(rows, distinct.Rows), rows, distinct.OneEach(distinct), 1);
    }

    private Tensor RenewMasks(Tensor ids)
    {
        var scores = _scores.Of(ids);
        Mask(NodeScores.Highest(scores, _options.MaskSeeds));
        return scores;
    }

    private void Mask(int[] seeds)
    {
        _drawn = (seeds, _random.State);
        _masked?.Dispose();
        _masked = AutoCfGraphs.Masked(_graph, seeds, _options, _random);
    }

    private Tensor Propagate(Tensor ids, AutoCfGraphs graphs)
    {
        var (layer, sum) = (ids, ids);
        for (var l = 0; l < _options.Layers; l++)
        {
            layer = graphs.Encoder.Multiply(layer);
            sum = sum.add(layer, Held(1));
        }

        foreach (var attention in _attention)
        {
            layer = attention.call(layer, graphs.Decoder);
            sum = sum.add(layer, Held(1));
        }

        return ReferenceEquals(sum, ids) ? ids.alias() : sum;
    }
}
