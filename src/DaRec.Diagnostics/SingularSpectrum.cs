using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Diagnostics;

/// <summary>In how many directions the rows of a table differ, from its singular values.</summary>
/// <remarks>
/// Each measure of rank is 1 where all lies in one direction and d where all directions hold the same. A rotation or a common scale
/// changes none of them. Computed in float64, O(n d²).
/// </remarks>
public sealed class SingularSpectrum
{
    private const double NoVariance = 1e-12; // of what the rows had before their mean was taken off: less is the rounding of float32

    private SingularSpectrum(double[] values)
    {
        SingularValues = values;
        var (sum, squares) = (values.Sum(), values.Sum(value => value * value));
        Shares = [.. values.Select(value => squares > 0 ? value * value / squares : 0)];
        EffectiveRank = sum > 0 ? Perplexity(values.Select(value => value / sum)) : 0;
        VarianceRank = squares > 0 ? Perplexity(Shares) : 0;
        ParticipationRatio = squares > 0 ? 1 / Shares.Sum(share => share * share) : 0;
    }

    /// <summary>σ, falling, min(n, d) numbers ≥ 0.</summary>
    public IReadOnlyList<double> SingularValues { get; }

    /// <summary>The share of each direction in the sum of squares, σⱼ² / Σ σ², falling, in [0, 1].</summary>
    public IReadOnlyList<double> Shares { get; }

    /// <summary>Effective rank (Roy and Vetterli, 2007), in [1, d]; 0 where all rows are the same.</summary>
    /// <remarks><code>exp(−Σ pⱼ ln pⱼ),  pⱼ = σⱼ / Σ σ</code></remarks>
    public double EffectiveRank { get; }

    /// <summary>The same of variances, which small directions raise less, in [1, d]; 0 where all rows are the same.</summary>
    /// <remarks><code>exp(−Σ pⱼ ln pⱼ),  pⱼ = σⱼ² / Σ σ²</code></remarks>
    public double VarianceRank { get; }

    /// <summary>The participation ratio, in [1, d]; 0 where all rows are the same.</summary>
    /// <remarks><code>(Σ σ²)² / Σ σ⁴</code></remarks>
    public double ParticipationRatio { get; }

    /// <summary>Computes the spectrum of a table.</summary>
    /// <param name="rows">Shape (n, d), n ≥ 2.</param>
    /// <param name="unitRows">Whether rows are brought to length 1 first, as cosines see them. Default false.</param>
    /// <param name="center">Whether the mean of the rows is taken off. Default true.</param>
    /// <exception cref="ArgumentException">Fewer rows, or NaN or infinity; the message names the row.</exception>
    public static SingularSpectrum Of(Tensor rows, bool unitRows = false, bool center = true)
    {
        using var measured = MeasuredTables.Measured(rows, 2);
        using var scope = NewDisposeScope();
        var unit = unitRows ? Rows.Normalize(measured) : measured;
        var values = HostReads.ToArray<double>(linalg.svdvals(center ? Rows.Center(unit) : unit));
        var total = HostReads.ToDouble(unit.pow(Held(2)).sum());
        return new SingularSpectrum(values.Sum(value => value * value) <= NoVariance * total ? new double[values.Length] : values);
    }

    private static double Perplexity(IEnumerable<double> shares) =>
        Math.Exp(-shares.Where(share => share > 0).Sum(share => share * Math.Log(share)));
}
