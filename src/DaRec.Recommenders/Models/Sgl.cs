using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>SGL (Wu et al., 2021): LightGCN with a contrastive loss between its embeddings on two graphs with dropped edges.</summary>
/// <remarks>
/// <code>
/// E^C = Σ_{l=0…L} Âˡ E⁰,  E′ and E″ the same on graphs that keep each entry with a probability
/// L = L_BPR(E^C) + λ Σ θ² + w (I(U) + I(I⁺) + I(I⁻))
/// </code>
/// where I is <see cref="InfoNceLoss"/> of the batch's users, items and negatives between E′ and E″, against all users or all items.
/// In training, <see cref="ContrastivePropagation"/> holds E′ and E″. Cost of a step: O(3 L · entries · d + b n d).
/// </remarks>
public sealed class Sgl : PairwiseBackbone, IResumable
{
    private const string RandomKey = "random";

    private readonly SparseMatrix _adjacency;
    private readonly SglOptions _options;
    private readonly ViewContrast _contrast;
    private readonly SeededRandom _random;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial embeddings; its seed also starts the views. Null takes the process's default.</param>
    public Sgl(Interactions train, int width = 32, SglOptions? options = null, Generator? generator = null)
        : base(nameof(Sgl), train, width, options ??= new SglOptions(), generator)
    {
        (_adjacency, _options, _random) = (Own(InteractionGraph.NormalizedAdjacency(train)), options, new SeededRandom(SeedOf(generator)));
        _contrast = Own(new ViewContrast(options, UserCount, ItemCount));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool IsMeanOverTriplets => true;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new ContrastivePropagation
        {
            Embeddings = _adjacency.SumOfPowers(ids, _options.Layers),
            FirstView = training ? View() : null,
            SecondView = training ? View() : null,
        };

        Tensor View()
        {
            using var dropped = _adjacency.DropEntries(_options.KeepProbability, _random);
            return dropped.SumOfPowers(ids, _options.Layers);
        }
    }

    /// <inheritdoc/>
    IReadOnlyDictionary<string, Tensor> IResumable.GetState() => new Dictionary<string, Tensor> { [RandomKey] = SavedState.Of(_random) };

    /// <inheritdoc/>
    void IResumable.SetState(IReadOnlyDictionary<string, Tensor> state) => _random.State = SavedState.ToNumbers(state[RandomKey]);

    /// <inheritdoc/>
    protected override Tensor? OwnTerms(Propagation propagation, TripletBatch batch) =>
        _contrast.Of(propagation, [batch.Users], [batch.Positives, batch.Negatives]);
}
