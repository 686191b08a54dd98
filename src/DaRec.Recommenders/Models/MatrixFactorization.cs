using DaRec.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Models;

/// <summary>Matrix factorization: ranks by the inner product of id embeddings.</summary>
/// <remarks><code>E^C = E⁰</code></remarks>
public sealed class MatrixFactorization : PairwiseBackbone
{
    /// <summary>Creates the model.</summary>
    /// <param name="train">Training interactions; their numbers of users and items are those of the embeddings.</param>
    /// <param name="width">d, width of the embeddings, ≥ 1. Default 32.</param>
    /// <param name="options">The model's settings; null takes the defaults.</param>
    /// <param name="generator">Source of the initial embeddings; null takes the process's default.</param>
    public MatrixFactorization(Interactions train, int width = 32, BackboneOptions? options = null, Generator? generator = null)
        : base(nameof(MatrixFactorization), train, width, options ?? new BackboneOptions(), generator)
    {
        RegisterComponents();
    }

    internal override bool GivesRows => RanksByRows;

    /// <inheritdoc/>
    public override bool IsMeanOverTriplets => true;

    /// <inheritdoc/>
    public override Propagation Propagate(Tensor ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        return new Propagation { Embeddings = ids.alias() };
    }
}
