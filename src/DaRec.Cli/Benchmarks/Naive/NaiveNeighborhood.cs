using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Naive;

/// <summary>The neighbourhood form as it is written: two similarity matrices, softmax and divergence, autograd.</summary>
/// <remarks><code>1/n Σᵢ KL( softmax_{j≠i}(S_L[i,j]/τ) ‖ softmax_{j≠i}(S_C[i,j]/τ) ),  cosines, centred texts</code></remarks>
internal static class NaiveNeighborhood
{
    private const double Temperature = 0.1;
    private const double Bar = -1e9; // not −∞: 0 · ∞ would be NaN in the divergence

    /// <summary>The value, a scalar.</summary>
    /// <param name="collaborative">Shape (n, d).</param>
    /// <param name="language">Shape (n, e), without gradient.</param>
    public static Tensor Loss(Tensor collaborative, Tensor language)
    {
        using var scope = NewDisposeScope();
        var self = eye(collaborative.size(0), dtype: ScalarType.Bool);
        var target = Logits(language.sub(language.mean([0L], keepdim: true)), self).softmax(1);
        var ours = Logits(collaborative, self).log_softmax(1);
        return nn.functional.kl_div(ours, target, log_target: false, nn.Reduction.Sum).div(Held(collaborative.size(0))).MoveToOuterDisposeScope();
    }

    private static Tensor Logits(Tensor rows, Tensor self)
    {
        var points = nn.functional.normalize(rows);
        return points.mm(points.t()).div(Held(Temperature)).masked_fill(self, Held(Bar));
    }
}
