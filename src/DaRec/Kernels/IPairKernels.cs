using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>
/// The terms over all pairs of rows as a device may compute them itself, value and gradient in one pass over tiles, with no matrix of all pairs
/// in its memory. What libtorch's operators give, tile by tile, is the specification: each member must equal the named one.
/// </summary>
internal interface IPairKernels
{
    /// <summary>As <see cref="UniformityKernel.ByOperators"/> of unit rows, bounded.</summary>
    (Tensor Value, Tensor Gradient) Uniformity(Tensor points, double temperature, bool distinctPairs);

    /// <summary>As <see cref="NeighborhoodKernel.ByOperators"/>.</summary>
    (Tensor Value, Tensor? Gradient) Neighborhood(Tensor collaborative, Tensor language, double temperature);

    /// <summary>Value and both gradients of Σᵢ wᵢ log Σⱼ nⱼ exp(s ⟨aᵢ, cⱼ⟩).</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    /// <param name="weights">w, shape (b).</param>
    /// <param name="scale">s.</param>
    /// <param name="counts">n ≥ 0, shape (n); null for ones.</param>
    /// <param name="normalize">Whether rows are taken at unit length.</param>
    (Tensor Value, Tensor? OfAnchors, Tensor? OfCandidates) LogSumExp(
        Tensor anchors, Tensor candidates, Tensor weights, double scale, Tensor? counts, bool normalize);
}
