using static TorchSharp.torch;

namespace DaRec.Recommenders.Losses;

/// <summary>Log-sum-exp of inner products with all candidates, the expensive part of contrastive losses.</summary>
/// <remarks><code>Σᵢ wᵢ log Σⱼ exp(s ⟨aᵢ, cⱼ⟩)</code></remarks>
internal static class LogSumExp
{
    /// <summary>The weighted sum, a scalar with gradient to anchors and candidates.</summary>
    /// <param name="anchors">a, shape (b, d).</param>
    /// <param name="candidates">c, shape (n, d).</param>
    /// <param name="weights">w, without gradient, shape (b).</param>
    /// <param name="scale">s.</param>
    public static Tensor Of(Tensor anchors, Tensor candidates, Tensor weights, double scale)
    {
        using var scope = NewDisposeScope();
        return anchors.mm(candidates.t()).mul(scale).logsumexp(1L).dot(weights).MoveToOuterDisposeScope();
    }
}
