using DaRec.Clustering;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Benchmarks.Measuring;

/// <summary>How far rows are from being all the same; neither rotation nor a common scale changes any of the figures.</summary>
internal static class RowSpread
{
    private const double NoVariance = 1e-12; // a unit row's: less is the rounding of float32

    /// <summary>The mean cosine of two distinct rows, in [−1/(n − 1), 1]: 1 where all point the same way.</summary>
    /// <remarks><code>(‖Σ x̂ᵢ‖² − n) / (n (n − 1)),  x̂ = x / ‖x‖</code></remarks>
    /// <param name="rows">None of them zero, shape (n, d), n ≥ 2.</param>
    public static double MeanCosine(Tensor rows)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var n = (double)rows.size(0);
        return (HostReads.ToDouble(Unit(rows).sum(0L).pow(Held(2)).sum()) - n) / (n * (n - 1));
    }

    /// <summary>In how many directions rows differ, in [1, d]; 0 where all point the same way, so that they differ in none.</summary>
    /// <remarks>
    /// <code>exp(−Σ pⱼ ln pⱼ),  pⱼ = σⱼ² / Σ σ²,  σ the singular values of the x̂ᵢ less their mean</code>
    /// </remarks>
    /// <param name="rows">Shape (n, d).</param>
    public static double EffectiveRank(Tensor rows)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var unit = Unit(rows);
        var squares = linalg.svdvals(unit.sub(unit.mean([0L], keepdim: true))).pow(Held(2));
        var total = HostReads.ToDouble(squares.sum());
        return total <= NoVariance * rows.size(0) ? 0 : Math.Exp(HostReads.ToDouble(special.entr(squares.div(Held(total))).sum()));
    }

    /// <summary>The share of the rows that the largest of k clusters has, in [1/k, 1].</summary>
    /// <param name="rows">Shape (n, d), n ≥ k.</param>
    /// <param name="clusterCount">k ≥ 1.</param>
    /// <param name="seed">Of the starting centres.</param>
    public static double LargestCluster(Tensor rows, long clusterCount, ulong seed = 2023)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        using var generator = new Generator(seed);
        using var clusters = new KMeans(clusterCount).Fit(rows, generator);
        return HostReads.ToDouble(clusters.Assignments.bincount(null).max()) / rows.size(0);
    }

    private static Tensor Unit(Tensor rows) => nn.functional.normalize(rows.to(ScalarType.Float64));
}
