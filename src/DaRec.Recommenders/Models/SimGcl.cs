using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Internal;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>SimGCL (Yu et al., 2022): LightGCN with a contrastive loss between its embeddings under two draws of noise.</summary>
/// <remarks>
/// <code>
/// E^C = Σ_{l=0…L} Âˡ E⁰
/// E′ = Σ_l Eˡ,  Eˡ⁺¹ = Â Eˡ + ε sign(Â Eˡ) ⊙ Δ/‖Δ‖,  Δ uniform in [0, 1)ᵈ for each row;  E″ the same with other noise
/// L = L_BPR(E^C) + λ Σ θ² + w (I(U) + I(I⁺))
/// </code>
/// where I is <see cref="InfoNceLoss"/> of the batch's users and items between E′ and E″, against all users or all items. In
/// training, <see cref="ContrastivePropagation"/> holds E′ and E″. Noise has no gradient, so that the gradient passes through the
/// propagation of E^C alone. Cost of a step: O(3 L · entries · d + b n d).
/// </remarks>
public sealed class SimGcl : PairwiseBackbone, IResumable
{
    private const string NoiseKey = "noise";
    private const string DrawsKey = "draws";

    private readonly SparseMatrix _adjacency;
    private readonly SimGclOptions _options;
    private readonly ViewContrast _contrast;
    private readonly Generator _noise;
    private long _draws; // on other devices than the CPU

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial embeddings; its seed also starts the noise. Null takes the process's default.</param>
    public SimGcl(Interactions train, int width = 32, SimGclOptions? options = null, Generator? generator = null)
        : base(nameof(SimGcl), train, width, options ??= new SimGclOptions(), generator)
    {
        (_adjacency, _options) = (Own(InteractionGraph.NormalizedAdjacency(train)), options);
        _noise = Own(new Generator(unchecked((ulong)SeedOf(generator))));
        _contrast = Own(new ViewContrast(options, UserCount, ItemCount));
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override bool IsMeanOverTriplets => true;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var scope = NewDisposeScope();
        var embeddings = _adjacency.SumOfPowers(ids, _options.Layers);
        return new ContrastivePropagation
        {
            Embeddings = embeddings,
            FirstView = training ? View(ids, embeddings) : null,
            SecondView = training ? View(ids, embeddings) : null,
        }.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    IReadOnlyDictionary<string, Tensor> IResumable.GetState() => new Dictionary<string, Tensor>
    {
        [NoiseKey] = _noise.get_state(),
        [DrawsKey] = SavedState.Of(_draws),
    };

    /// <inheritdoc/>
    void IResumable.SetState(IReadOnlyDictionary<string, Tensor> state)
    {
        _noise.set_state(state[NoiseKey]);
        _draws = SavedState.ToNumber(state[DrawsKey]);
    }

    /// <inheritdoc/>
    protected override Tensor? OwnTerms(Propagation propagation, TripletBatch batch) =>
        _contrast.Of(propagation, [batch.Users], [batch.Positives]);

    // E^C plus a constant: what noise changes, carried on through the layers.
    private Tensor View(Tensor ids, Tensor embeddings)
    {
        Tensor change;
        using (no_grad())
        {
            var (layer, sum) = (ids, ids);
            for (var l = 0; l < _options.Layers; l++)
            {
                var smooth = _adjacency.Multiply(layer);
                var noise = Noise(smooth);
                var length = noise.norm(1, keepdim: true, p: 2).clamp_min(Held(1e-12)); // (n, 1)
                layer = smooth.addcmul(smooth.sign(), noise.div_(length), Held(_options.Noise));
                sum = sum.add(layer, Held(1));
            }

            change = sum.sub(embeddings);
        }

        return embeddings.add(change, Held(1));
    }

    private Tensor Noise(Tensor like) => like.device_type == DeviceType.CPU
        ? rand(like.shape, dtype: like.dtype, generator: _noise)
        : new HashedDraws(_noise.initial_seed(), ++_draws).Uniform(like.shape, like.dtype, like.device);
}
