using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Evidence;

/// <summary>Non-negative weights b of differences x under which σ(⟨b, x⟩) is the probability of the pairs as they are.</summary>
/// <remarks>
/// First one weight for all columns, then one for each, drawn to the common one: <code>min mean log(1 + e^(−⟨b, x⟩)) + r/2 ‖b − b₀‖²</code>
/// by Newton's method, O(n e²) time a step.
/// </remarks>
internal static class LogisticWeights
{
    private const int MaxSteps = 30;
    private const double Ridge = 1e-3;
    private const double Tolerance = 1e-9;
    private const double LeastBits = 1e-6; // less is rounding

    /// <summary>The weights, all 0 where even the common one is not above it.</summary>
    /// <param name="differences">x, float64, (n, e).</param>
    public static Tensor Fit(Tensor differences)
    {
        using var scope = NewDisposeScope();
        var common = Newton(differences.sum(1, keepdim: true), differences.new_zeros(1)).clamp_min(0);
        var start = common.expand(differences.size(1)).contiguous();
        var weights = common.ToDouble() > 0 ? Newton(differences, start).clamp_min(0) : start;
        return weights.MoveToOuterDisposeScope();
    }

    /// <summary>Bits a pair that weights of one half of the pairs tell of the other half, in [0, 1].</summary>
    /// <param name="differences">x, float64, (n, e), n ≥ 2, in random order.</param>
    public static double CrossInformation(Tensor differences)
    {
        using var scope = NewDisposeScope();
        var (count, half) = (differences.size(0), differences.size(0) / 2);
        var (first, second) = (differences.narrow(0, 0, half), differences.narrow(0, half, count - half));
        var loss = Losses(first, Fit(second)).sum().ToDouble() + Losses(second, Fit(first)).sum().ToDouble();
        var bits = 1 - (loss / count / Math.Log(2));
        return bits < LeastBits ? 0 : Math.Min(1, bits);
    }

    private static Tensor Losses(Tensor differences, Tensor weights) => nn.functional.softplus(differences.mv(weights).neg());

    private static Tensor Newton(Tensor differences, Tensor start)
    {
        var (weights, value) = (start, double.PositiveInfinity);
        var ridge = eye(start.size(0), dtype: ScalarType.Float64).mul_(Ridge);
        for (var step = 0; step < MaxSteps; step++)
        {
            var missing = differences.mv(weights).neg().sigmoid(); // 1 − the pair's probability, (n)
            var gradient = differences.t().mv(missing).div(missing.size(0)).sub(weights.sub(start).mul(Ridge));
            var curvature = differences.mul(missing.mul(missing.neg().add(1)).unsqueeze(1));
            var change = linalg.solve(differences.t().mm(curvature).div(missing.size(0)).add(ridge), gradient);
            if (change.abs().max().ToDouble() < Tolerance)
            {
                break;
            }

            // The objective is convex: a step that does not lower it is too long.
            Tensor next;
            double reached;
            var length = 2.0;
            do
            {
                length /= 2;
                next = weights.add(change.mul(length));
                reached = Losses(differences, next).mean().ToDouble() + (Ridge / 2 * next.sub(start).square().sum().ToDouble());
            }
            while (reached > value && length > Tolerance);

            // Not lower at any length: what is left is rounding.
            if (reached > value)
            {
                break;
            }

            (weights, value) = (next, reached);
        }

        return weights;
    }
}
