using DaRec.Internal;
using DaRec.Kernels;
using TorchSharp;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>Log-sum-exp of inner products with all candidates, the expensive part of contrastive losses.</summary>
/// <remarks>
/// <code>
/// L = Σᵢ wᵢ log Σⱼ nⱼ exp(s ⟨aᵢ, cⱼ⟩),  P[i, j] = nⱼ exp(s ⟨aᵢ, cⱼ⟩) / Σ_k n_k exp(s ⟨aᵢ, c_k⟩)
/// ∂L/∂aᵢ = s wᵢ Σⱼ P[i, j] cⱼ,  ∂L/∂cⱼ = s Σᵢ wᵢ P[i, j] aᵢ
/// </code>
/// Value and gradient are computed together, without a matrix of all pairs. O(b n d) time, O((b + n) d) memory and a few rows of P.
/// </remarks>
internal static class LogSumExp
{
    private const long CpuElements = 1 << 22; // of P by operators on the CPU: 16 MB in float32

    /// <summary>The weighted sum, a scalar with gradient to anchors and candidates.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    /// <param name="weights">w, without gradient, shape (b).</param>
    /// <param name="scale">s.</param>
    /// <param name="counts">n &gt; 0, without gradient, shape (n); null for ones.</param>
    /// <param name="normalize">Whether rows are taken at unit length, so that inner products are cosines.</param>
    /// <param name="partners">p, shape (b, d): the sum is less Σᵢ wᵢ s ⟨aᵢ, pᵢ⟩ then; null leaves that out.</param>
    /// <param name="partnersCount">On the CPU: whether each anchor's sum over j has a term exp(s ⟨aᵢ, pᵢ⟩), too.</param>
    public static Tensor Of(
        Tensor anchors,
        Tensor candidates,
        Tensor weights,
        double scale,
        Tensor? counts = null,
        bool normalize = false,
        Tensor? partners = null,
        bool partnersCount = false)
    {
        using var scope = NewDisposeScope();
        if (anchors.device_type != DeviceType.CPU)
        {
            return (partners is null ? PairKernels.For(anchors, candidates) : PairKernels.For(anchors, candidates, partners)) is { } kernels
                ? Fused(kernels).MoveToOuterDisposeScope()
                : Others().MoveToOuterDisposeScope();
        }

        return (anchors.dtype == ScalarType.Float32 ? Sweep<float>() : Sweep<double>()).MoveToOuterDisposeScope();

        Tensor Fused(IPairKernels kernels)
        {
            var (value, ofAnchors, ofCandidates, ofPartners) = kernels.LogSumExp(
                anchors.detach(), candidates.detach(), partners?.detach(), weights.detach(), scale, counts?.detach(), normalize);
            return partners is null
                ? PrecomputedGradient.Attach(value, (anchors, ofAnchors), (candidates, ofCandidates))
                : PrecomputedGradient.Attach(value, (anchors, ofAnchors), (candidates, ofCandidates), (partners, ofPartners));
        }

        Tensor Others()
        {
            var (value, ofAnchors, ofCandidates) = ByOperators(anchors, candidates, weights, scale, counts, normalize);
            var others = PrecomputedGradient.Attach(value, (anchors, ofAnchors), (candidates, ofCandidates));
            return partners is null ? others : others.sub(Likeness(anchors, partners, weights, scale, normalize));
        }

        Tensor Sweep<T>()
            where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
        {
            var needed = new LogSumExpNeeds(
                PrecomputedGradient.IsNeeded(anchors),
                PrecomputedGradient.IsNeeded(candidates),
                partners is not null && PrecomputedGradient.IsNeeded(partners));
            var (value, ofAnchors, ofCandidates, ofPartners) = LogSumExpSweep<T>.Run(
                new LogSumExpRows(
                    anchors.detach().contiguous(),
                    candidates.detach().contiguous(),
                    partners?.detach().contiguous(),
                    weights.detach().to(anchors.dtype).contiguous(),
                    counts?.detach().to(anchors.dtype).log().contiguous(),
                    partnersCount),
                scale,
                normalize,
                needed);
            return partners is null
                ? PrecomputedGradient.Attach(value, (anchors, ofAnchors), (candidates, ofCandidates))
                : PrecomputedGradient.Attach(value, (anchors, ofAnchors), (candidates, ofCandidates), (partners, ofPartners));
        }
    }

    /// <summary>Σᵢ wᵢ s ⟨aᵢ, pᵢ⟩ by libtorch's operators.</summary>
    internal static Tensor Likeness(Tensor anchors, Tensor partners, Tensor weights, double scale, bool normalize)
    {
        using var scope = NewDisposeScope();
        var (a, p) = normalize ? (Rows.Normalize(anchors), Rows.Normalize(partners)) : (anchors, partners);
        return a.mul(p).sum(1L).mul(weights).sum().mul(Held(scale)).MoveToOuterDisposeScope();
    }

    /// <summary>Value and both gradients by libtorch's operators, on any device, a block of anchors at a time.</summary>
    internal static (Tensor Value, Tensor OfAnchors, Tensor OfCandidates) ByOperators(
        Tensor anchors, Tensor candidates, Tensor weights, double scale, Tensor? counts, bool normalize, long? blockRows = null)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (a, c) = normalize ? (Rows.Normalize(anchors), Rows.Normalize(candidates)) : (anchors, candidates);
        var (value, ofAnchors, ofCandidates) = (a.new_zeros([]), a.new_empty(a.shape), c.new_zeros(c.shape));
        var rows = blockRows ?? TileSize.Rows(a.device, c.size(0), CpuElements);
        var logCounts = counts?.to(a.dtype).log();
        for (var first = 0L; first < a.size(0); first += rows)
        {
            using var blockScope = NewDisposeScope();
            var count = Math.Min(rows, a.size(0) - first);
            var (block, shares) = (a.narrow(0, first, count), weights.narrow(0, first, count).to(a.dtype));
            var logits = block.mm(c.t()).mul_(Held(scale)); // (count, n)
            logits = logCounts is null ? logits : logits.add_(logCounts, Held(1));
            var largest = logits.amax([1L], keepdim: true); // (count, 1)
            var exponentials = logits.sub_(largest).exp_();
            var sums = exponentials.sum(1, keepdim: true);
            value.add_(sums.log().add_(largest, Held(1)).squeeze(1).mul_(shares).sum(), Held(1));
            var slopes = exponentials.mul_(shares.unsqueeze(1).mul(Held(scale)).div_(sums));
            ofAnchors.narrow(0, first, count).copy_(slopes.mm(c));
            ofCandidates.addmm_(slopes.t(), block);
        }

        if (normalize)
        {
            (ofAnchors, ofCandidates) =
                (Rows.NormalizeBackward(anchors, a, ofAnchors), Rows.NormalizeBackward(candidates, c, ofCandidates));
        }

        return (value.MoveToOuterDisposeScope(), ofAnchors.MoveToOuterDisposeScope(), ofCandidates.MoveToOuterDisposeScope());
    }
}
