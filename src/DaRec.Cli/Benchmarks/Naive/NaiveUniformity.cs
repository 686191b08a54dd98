using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Naive;

/// <summary>Uniformity as it is usually written: all distances, autograd.</summary>
/// <remarks><code>log mean_{i≠j} exp(−2 ‖xᵢ − xⱼ‖²),  rows of unit length</code></remarks>
internal static class NaiveUniformity
{
    private const double Temperature = 2;

    /// <summary>From the distances that <c>cdist</c> gives.</summary>
    /// <param name="rows">Shape (n, d).</param>
    public static Tensor ByDistances(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var points = nn.functional.normalize(rows);
        return Mean(cdist(points, points).square(), rows).MoveToOuterDisposeScope();
    }

    /// <summary>From inner products, ‖x − y‖² = 2 − 2 ⟨x, y⟩.</summary>
    /// <param name="rows">Shape (n, d).</param>
    public static Tensor ByProducts(Tensor rows)
    {
        using var scope = NewDisposeScope();
        var points = nn.functional.normalize(rows);
        return Mean(points.mm(points.t()).mul(Held(-2)).add(Held(2)), rows).MoveToOuterDisposeScope();
    }

    // The n pairs of a row with itself each add exp(0) = 1 to the sum, and are no pairs.
    private static Tensor Mean(Tensor squares, Tensor rows)
    {
        var n = (double)rows.size(0);
        return squares.mul(Held(-Temperature)).exp().sum().sub(Held(n)).div(Held(n * (n - 1))).log();
    }
}
