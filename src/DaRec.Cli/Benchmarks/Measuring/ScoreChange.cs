using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Measuring;

/// <summary>How much of a step of the embeddings reaches what is ranked: inner products ignore some directions.</summary>
internal static class ScoreChange
{
    /// <summary>The relative change of the scores for a relative change of the embeddings along a direction.</summary>
    /// <remarks>
    /// <code>
    /// S = U (V − 1 v̄ᵀ)ᵀ,  dS = dU (V − 1 v̄ᵀ)ᵀ + U (dV − 1 dv̄ᵀ)ᵀ
    /// (‖dS‖ / ‖S‖) / (‖dE‖ / ‖E‖),  E = [U; V]
    /// </code>
    /// Each user's scores are centred, for their mean ranks nothing. This is the limit of a tiny step, from Gram matrices: 2 where the
    /// step makes all rows longer, 0 where it turns them all together. Cost: O(n d²).
    /// </remarks>
    /// <param name="embeddings">E, users, then items, shape (n_u + n_i, d).</param>
    /// <param name="direction">dE, of any length; same shape. The result is NaN where it is 0.</param>
    /// <param name="userCount">n_u.</param>
    public static double Along(Tensor embeddings, Tensor direction, long userCount)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (users, items) = Sides(embeddings);
        var (userStep, itemStep) = Sides(direction);
        var change = ProductNorm(cat([userStep, users], 1), cat([items, itemStep], 1));
        var relative = change / ProductNorm(users, items);
        return relative * (HostReads.ToDouble(embeddings.norm()) / HostReads.ToDouble(direction.norm()));

        (Tensor Users, Tensor Items) Sides(Tensor rows)
        {
            var all = rows.to(ScalarType.Float64);
            var ofItems = all.narrow(0, userCount, all.size(0) - userCount);
            return (all.narrow(0, 0, userCount), ofItems.sub(ofItems.mean([0L], keepdim: true)));
        }
    }

    // ‖A Bᵀ‖, from AᵀA and BᵀB.
    private static double ProductNorm(Tensor a, Tensor b) =>
        Math.Sqrt(Math.Max(0, HostReads.ToDouble(a.t().mm(a).mul(b.t().mm(b)).sum()))); // rounding can go below
}
