using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>
/// The terms over all pairs of rows as a device may compute them itself, value and gradient in one pass over tiles, with no matrix of all pairs
/// in its memory. What libtorch's operators give, tile by tile, is the specification: each member must equal the named one.
/// </summary>
internal interface IPairKernels
{
    /// <summary>Whether rows of these element types and sizes can be computed with; others are left to the operators.</summary>
    bool Takes(params ReadOnlySpan<Tensor> rows);

    /// <summary>As <see cref="UniformityKernel.ValueAndGradient"/> of rows brought to unit length, t ≤ 20.</summary>
    (Tensor Value, Tensor Gradient) Uniformity(Tensor rows, double temperature, bool distinctPairs);

    /// <summary>As <see cref="NeighborhoodKernel.ByOperators"/>.</summary>
    (Tensor Value, Tensor Gradient) Neighborhood(Tensor collaborative, Tensor language, double temperature);

    /// <summary>Value and gradients of Σᵢ wᵢ (log Σⱼ nⱼ exp(s ⟨aᵢ, cⱼ⟩) − s ⟨aᵢ, pᵢ⟩).</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    /// <param name="partners">p, shape (b, d); null leaves their part out.</param>
    /// <param name="weights">w, shape (b).</param>
    /// <param name="scale">s.</param>
    /// <param name="counts">n ≥ 0, shape (n); null for ones.</param>
    /// <param name="normalize">Whether rows are taken at unit length.</param>
    LogSumExpResult LogSumExp(
        Tensor anchors, Tensor candidates, Tensor? partners, Tensor weights, double scale, Tensor? counts, bool normalize);
}
