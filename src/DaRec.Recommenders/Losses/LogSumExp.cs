using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>Log-sum-exp of inner products with all candidates, the expensive part of contrastive losses.</summary>
/// <remarks><code>Σᵢ wᵢ log Σⱼ nⱼ exp(s ⟨aᵢ, cⱼ⟩)</code></remarks>
internal static class LogSumExp
{
    /// <summary>The weighted sum, a scalar with gradient to anchors and candidates.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    /// <param name="weights">w, without gradient, shape (b).</param>
    /// <param name="scale">s.</param>
    /// <param name="counts">n &gt; 0, without gradient, shape (n); null for ones.</param>
    public static Tensor Of(Tensor anchors, Tensor candidates, Tensor weights, double scale, Tensor? counts = null)
    {
        using var scope = NewDisposeScope();
        var logits = anchors.mm(candidates.t()).mul(scale);
        return (counts is null ? logits : logits.add(counts.log())).logsumexp(1L).dot(weights).MoveToOuterDisposeScope();
    }
}
