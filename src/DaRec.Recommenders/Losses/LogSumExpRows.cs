using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>What <see cref="LogSumExpSweep{T}"/> reads, all contiguous, on the CPU and of one element type.</summary>
/// <param name="Anchors">a, (b, d).</param>
/// <param name="Candidates">c, (n, d).</param>
/// <param name="Partners">p, (b, d); null leaves out the anchors' likeness to them.</param>
/// <param name="Weights">w, (b).</param>
/// <param name="LogCounts">log n, (n); null for zeros.</param>
/// <param name="PartnersCount">Whether each anchor's sum has a term for its partner, beside those for the candidates.</param>
internal readonly record struct LogSumExpRows(
    Tensor Anchors, Tensor Candidates, Tensor? Partners, Tensor Weights, Tensor? LogCounts, bool PartnersCount = false);
