using MathNet.Numerics.Distributions;

namespace DaRec.Cli.Comparing;

/// <summary>Student's t-test of paired values: whether the mean of their differences may be 0, and where it lies.</summary>
/// <remarks>
/// <code>
/// t = d̄ / (s / √n),  p = 2 P(T &lt; −|t|),  interval d̄ ± t* s / √n with P(T &lt; t*) = 0.975,  T of Student's distribution with n − 1
/// degrees of freedom
/// </code>
/// d̄ and s are mean and standard deviation of the differences. Here a pair is what two methods came to from one seed, which
/// gives both the same start and the same batches: what the seed does to both is in neither difference.
/// </remarks>
internal static class PairedTest
{
    /// <summary>The two-sided p; null for fewer than two pairs, and where all differences are the same, which has no spread.</summary>
    public static double? Probability(IReadOnlyCollection<(double First, double Second)> pairs) => Interval(pairs)?.Probability;

    /// <summary>The 95 % interval of the mean difference; null for fewer than two pairs, and where all differences are the same.</summary>
    public static Interval? Interval(IReadOnlyCollection<(double First, double Second)> pairs)
    {
        if (pairs.Count < 2)
        {
            return null;
        }

        var differences = Sample.Of([.. pairs.Select(pair => pair.First - pair.Second)]);
        if (differences.Deviation is null or 0)
        {
            return null;
        }

        var error = differences.Deviation.Value / Math.Sqrt(pairs.Count);
        var half = error * StudentT.InvCDF(0, 1, pairs.Count - 1, (1 + Comparing.Interval.Confidence) / 2);
        return new Interval(
            differences.Mean - half,
            differences.Mean + half,
            2 * StudentT.CDF(0, 1, pairs.Count - 1, -Math.Abs(differences.Mean / error)));
    }
}
