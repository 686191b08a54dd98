using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Naive;

/// <summary>InfoNCE as it is written: a matrix of all cosines, log-sum-exp, autograd.</summary>
/// <remarks><code>1/b Σᵢ (log Σⱼ exp(cos(aᵢ, cⱼ)/τ) − cos(aᵢ, cᵢ)/τ),  τ = 0.2</code></remarks>
internal static class NaiveInfoNce
{
    /// <summary>The value, a scalar.</summary>
    /// <param name="anchors">Shape (b, d).</param>
    /// <param name="candidates">The first b of them are the partners; shape (n, d), n ≥ b.</param>
    public static Tensor Loss(Tensor anchors, Tensor candidates)
    {
        using var scope = NewDisposeScope();
        var (a, c) = (nn.functional.normalize(anchors), nn.functional.normalize(candidates));
        var logits = a.mm(c.t()).div(Held(0.2));
        return logits.logsumexp(1L).sub(logits.diagonal()).mean().MoveToOuterDisposeScope();
    }
}
