using DaRec.Recommenders.Data;
using DaRec.Recommenders.Graphs;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>LightGCN (He et al., 2020): id embeddings smoothed over the user–item graph, without weights or non-linearity.</summary>
/// <remarks>
/// <code>E^C = Σ_{l=0…L} Âˡ E⁰,  Â = D^−½ A D^−½</code>
/// Layers are summed, and while training each entry of Â is kept with a probability and never rescaled, as in RLMRec's harness.
/// Cost of a step: O(L · entries · d).
/// </remarks>
public sealed class LightGcn : PairwiseBackbone
{
    private readonly SparseMatrix _adjacency;
    private readonly int _layers;
    private readonly double _keepProbability;
    private readonly Random _random;

    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions, which make the graph.</param>
    /// <param name="width">d ≥ 1. Default 32.</param>
    /// <param name="layers">L ≥ 0; 0 is matrix factorization. Default 3.</param>
    /// <param name="regularization">Weight ≥ 0 of the squared length of all id embeddings. Default 1e-6.</param>
    /// <param name="keepProbability">Share of the graph's entries kept in a training step, in (0, 1]. Default 0.8.</param>
    /// <param name="seed">Seed of edge dropout.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    public LightGcn(
        Interactions train,
        int width = 32,
        int layers = 3,
        double regularization = 1e-6,
        double keepProbability = 0.8,
        int seed = 0,
        Generator? generator = null)
        : base(nameof(LightGcn), train, width, regularization, generator)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(layers);
        if (keepProbability is not (> 0 and <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(keepProbability), keepProbability, "Expected a probability in (0, 1].");
        }

        _adjacency = InteractionGraph.NormalizedAdjacency(train);
        _layers = layers;
        _keepProbability = keepProbability;
        _random = new Random(seed);
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Tensor Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        using var dropped = training && _keepProbability < 1 ? _adjacency.DropEntries(_keepProbability, _random) : null;
        return (dropped ?? _adjacency).SumOfPowers(ids, _layers);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _adjacency.Dispose();
        }

        base.Dispose(disposing);
    }
}
