using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Training;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>LightGCN (He et al., 2020): propagates id embeddings over the user–item graph, without weights or non-linearity.</summary>
/// <remarks>
/// <code>E^C = Σ_{l=0…L} Âˡ E⁰,  Â = D^−½ A D^−½</code>
/// As in RLMRec's harness, layers are summed, and a training step drops entries of Â at random without rescaling the others.
/// Cost of a step: O(L · entries · d).
/// <para>
/// With <see cref="LightGcnOptions.Walks"/>, m, <see cref="Trainer"/> takes E^C of the rows of a step alone, from m random walks of length L from
/// each, with dᵢ the number of neighbors of i:
/// <code>E^C_i ≈ Σ_{l=0…L} (1/m) Σ_walks √(dᵢ / d_w) e⁰_w,  w the walk's l-th node</code>
/// Its expectation is the sum above, over the entries that the step keeps. Cost of a step: O(rows · m · L · d) for any number of users, items and
/// interactions. <see cref="Propagate"/>, and so evaluation, is exact in any case.
/// </para>
/// </remarks>
/// <example>
/// <code>
/// using var backbone = new LightGcn(data.Train, width: 64, new LightGcnOptions { Layers = 3 });
/// using var result = new Trainer(backbone, data).Train();
/// </code>
/// </example>
public sealed class LightGcn : PairwiseBackbone, IResumable
{
    private const string RandomKey = "random";
    private const string WalkedKey = "walked";

    private readonly SparseMatrix _adjacency;
    private readonly LightGcnOptions _options;
    private readonly SeededRandom _random;
    private readonly RandomWalks? _walks;
    private long _walked; // steps by walks

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">
    /// Source of the initial embeddings; its seed also starts edge dropout and walks. Null takes the process's default.
    /// </param>
    public LightGcn(Interactions train, int width = 32, LightGcnOptions? options = null, Generator? generator = null)
        : base(nameof(LightGcn), train, width, options ??= new LightGcnOptions(), generator)
    {
        (_adjacency, _options, _random) = (Own(InteractionGraph.NormalizedAdjacency(train)), options, new SeededRandom(SeedOf(generator)));
        _walks = options.Walks is { } walks ? new RandomWalks(_adjacency.Structure, walks, options.Layers, SeedOf(generator)) : null;
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool IsMeanOverTriplets => true;

    internal override bool GivesRows => NeedsRows && RanksByRows;

    internal override bool NeedsRows => _walks is not null;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var dropped = training && _options.KeepProbability < 1 ? _adjacency.DropEntries(_options.KeepProbability, _random) : null;
        return new Propagation { Embeddings = (dropped ?? _adjacency).SumOfPowers(ids, _options.Layers) };
    }

    internal override WalkVisits? Walk(ReadOnlyMemory<int> rows) => _walks?.Draw(
        rows, ++_walked, _options.KeepProbability < 1 ? new EntryDropout(_options.KeepProbability, _random) : null);

    /// <inheritdoc/>
    IReadOnlyDictionary<string, Tensor> IResumable.GetState()
    {
        var state = new Dictionary<string, Tensor> { [RandomKey] = SavedState.Of(_random) };
        if (_walks is not null)
        {
            state[WalkedKey] = SavedState.Of(_walked);
        }

        return state;
    }

    /// <inheritdoc/>
    void IResumable.SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        _random.State = SavedState.ToNumbers(state[RandomKey]);
        _walked = _walks is null ? 0 : SavedState.ToNumber(state[WalkedKey]);
    }
}
