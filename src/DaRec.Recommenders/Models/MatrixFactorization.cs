using DaRec.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>Matrix factorization: the id embeddings themselves are ranked.</summary>
/// <remarks><code>E^C = E⁰</code></remarks>
public sealed class MatrixFactorization : PairwiseBackbone
{
    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions; their counts size the tables.</param>
    /// <param name="width">d ≥ 1. Default 32.</param>
    /// <param name="options">Its choices; null takes the defaults.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    public MatrixFactorization(Interactions train, int width = 32, BackboneOptions? options = null, Generator? generator = null)
        : base(nameof(MatrixFactorization), train, width, options ?? new BackboneOptions(), generator)
    {
        RegisterComponents();
    }

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new Propagation { Embeddings = ids.alias() };
    }
}
