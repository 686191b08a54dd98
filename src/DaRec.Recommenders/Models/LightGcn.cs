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

    private readonly SparseMatrix _adjacency;
    private readonly LightGcnOptions _options;
    private readonly SeededRandom _random;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">
    /// Source of the initial embeddings; its seed also starts edge dropout. Null takes the process's default.
    /// </param>
    public LightGcn(Interactions train, int width = 32, LightGcnOptions? options = null, Generator? generator = null)
        : base(nameof(LightGcn), train, width, options ??= new LightGcnOptions(), generator)
    {
        (_adjacency, _options, _random) = (Own(InteractionGraph.NormalizedAdjacency(train)), options, new SeededRandom(SeedOf(generator)));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool IsMeanOverTriplets => true;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var dropped = training && _options.KeepProbability < 1 ? _adjacency.DropEntries(_options.KeepProbability, _random) : null;
        return new Propagation { Embeddings = (dropped ?? _adjacency).SumOfPowers(ids, _options.Layers) };
    }

    /// <inheritdoc/>
    IReadOnlyDictionary<string, Tensor> IResumable.GetState() => new Dictionary<string, Tensor> { [RandomKey] = SavedState.Of(_random) };

    /// <inheritdoc/>
    void IResumable.SetState(IReadOnlyDictionary<string, Tensor> state) => _random.State = SavedState.ToNumbers(state[RandomKey]);
}
