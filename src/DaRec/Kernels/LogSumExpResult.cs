using static TorchSharp.torch;

namespace DaRec.Kernels;

/// <summary>Value and gradients of <see cref="IPairKernels.LogSumExp"/>.</summary>
/// <param name="Value">A scalar.</param>
/// <param name="OfAnchors">∂/∂a, (b, d).</param>
/// <param name="OfCandidates">∂/∂c, (n, d).</param>
/// <param name="OfPartners">∂/∂p, (b, d); null without partners.</param>
internal readonly record struct LogSumExpResult(Tensor Value, Tensor OfAnchors, Tensor OfCandidates, Tensor? OfPartners);
