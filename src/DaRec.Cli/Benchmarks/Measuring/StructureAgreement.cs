using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Measuring;

/// <summary>Whether rows that are alike on one side are alike on the other.</summary>
internal static class StructureAgreement
{
    /// <summary>The correlation of both sides' cosines over all pairs i ≠ j, in [−1, 1]; NaN where a side's are all the same.</summary>
    /// <remarks>
    /// The global term falls as well where both sides lose all structure; this does not rise then. From Gram matrices, O(n d²):
    /// <code>Σᵢⱼ cos(aᵢ, aⱼ) cos(bᵢ, bⱼ) = ‖ÂᵀB̂‖²</code>
    /// </remarks>
    /// <param name="a">None of the rows zero, shape (n, d), n ≥ 3.</param>
    /// <param name="b">Likewise, shape (n, e).</param>
    public static double Of(Tensor a, Tensor b)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var (x, y) = (Unit(a), Unit(b));
        return Covariance(x, y) / Math.Sqrt(Covariance(x, x) * Covariance(y, y));
    }

    private static double Covariance(Tensor x, Tensor y)
    {
        var n = (double)x.size(0);
        return Mean(x.t().mm(y)) - (Mean(x.sum(0L)) * Mean(y.sum(0L)));

        // Over pairs i ≠ j: what is squared and summed counts all pairs, and each of the n others as 1.
        double Mean(Tensor root) => (HostReads.ToDouble(root.pow(Held(2)).sum()) - n) / (n * (n - 1));
    }

    private static Tensor Unit(Tensor rows) => nn.functional.normalize(rows.to(ScalarType.Float64));
}
