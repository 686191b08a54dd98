using DaRec.Data;
using DaRec.Internal;
using DaRec.Recommenders.Graphs;
using DaRec.Recommenders.Losses;
using DaRec.Recommenders.Training;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>LightCCF (Zhang et al., 2025): LightGCN or matrix factorization whose users are contrasted with the batch's items and users together.</summary>
/// <remarks>
/// <code>
/// E^C = Σ_{l=0…L} Âˡ E⁰
/// L = L_BPR(E^C) + λ Σ θ² + w/b Σᵢ (log Σⱼ exp((cos(uᵢ, iⱼ) + cos(uᵢ, uⱼ))/τ) − cos(uᵢ, iᵢ)/τ)
/// </code>
/// over the batch's pairs of user and item. It reads no texts: beside a method that does, it tells whether a gain comes from the texts or
/// from a contrast. The sum of both cosines is an inner product with the sum of two unit rows. Cost of a step: O(L · entries · d + b² d)
/// time; on the CPU no b × b matrix is made.
/// </remarks>
public sealed class LightCcf : PairwiseBackbone
{
    private readonly SparseMatrix _adjacency;
    private readonly LightCcfOptions _options;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, the edges of the graph.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    public LightCcf(Interactions train, int width = 32, LightCcfOptions? options = null, Generator? generator = null)
        : base(nameof(LightCcf), train, width, options ??= new LightCcfOptions(), generator)
    {
        (_adjacency, _options) = (Own(InteractionGraph.NormalizedAdjacency(train)), options);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new Propagation { Embeddings = _adjacency.SumOfPowers(ids, _options.Layers) };
    }

    /// <inheritdoc/>
    protected override Tensor? OwnTerms(Propagation propagation, TripletBatch batch)
    {
        ArgumentNullException.ThrowIfNull(propagation);
        ArgumentNullException.ThrowIfNull(batch);
        if (_options.ContrastWeight == 0)
        {
            return null;
        }

        using var scope = NewDisposeScope();
        var users = Rows.Normalize(MetaForms.Select(propagation.Embeddings, batch.Users)); // (b, d)
        var items = Rows.Normalize(MetaForms.Select(propagation.Embeddings, batch.Positives.add(Held(UserCount), Held(1)))); // (b, d)
        var shares = full([users.size(0)], Held(_options.ContrastWeight / users.size(0)), users.dtype, users.device);
        return LogSumExp.Of(users, users.add(items, Held(1)), shares, 1 / _options.ContrastTemperature, partners: items)
            .MoveToOuterDisposeScope();
    }
}
