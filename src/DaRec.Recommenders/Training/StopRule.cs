using DaRec.Internal;

namespace DaRec.Recommenders.Training;

/// <summary>Early stopping with a patience that grows: a slow model is waited for as long as its own pace asks.</summary>
/// <remarks>
/// <code>
/// training ends at evaluation k where k − k* ≥ Patience + Growth · k*
/// k* = the first evaluation with the highest s_k,  s_k = mean of the figures of evaluations k − Smoothing + 1 … k
/// </code>
/// A rule has no state: it decides from the figures so far, so a resumed training decides as one without a break. With growth 0 and
/// smoothing 1 it is the usual fixed patience. Immutable, and invalid values throw where they are set.
/// </remarks>
public sealed record StopRule
{
    /// <summary>Number of evaluations without a better mean after which training ends at the earliest, ≥ 1. Default 20.</summary>
    public int Patience { get; init => field = Guard.AtLeast(value, 1); } = 20;

    /// <summary>Share of the evaluations up to the best one that is waited for in addition, finite and ≥ 0. Default 0.1.</summary>
    public double Growth { get; init => field = Guard.Weight(value); } = 0.1;

    /// <summary>
    /// Number of evaluations whose mean is compared, ≥ 1; 1 compares single evaluations, whose noise can look like a gain. Default 5.
    /// </summary>
    public int Smoothing { get; init => field = Guard.AtLeast(value, 1); } = 5;

    /// <summary>Whether training ends after these evaluations.</summary>
    /// <param name="figures">A figure of each evaluation so far, in order; higher is better.</param>
    public bool IsOver(IReadOnlyList<double> figures)
    {
        ArgumentNullException.ThrowIfNull(figures);
        var (best, bestAt) = (double.NegativeInfinity, 0);
        for (var k = 1; k <= figures.Count; k++)
        {
            var mean = Mean(figures, k);
            if (mean > best)
            {
                (best, bestAt) = (mean, k);
            }
        }

        return figures.Count - bestAt >= Patience + (Growth * bestAt);
    }

    // Of the last evaluations up to number k; of all where there are fewer. Equal figures have exactly their own mean: rounding is no gain.
    private double Mean(IReadOnlyList<double> figures, int k)
    {
        var (count, mean) = (Math.Min(Smoothing, k), 0.0);
        for (var i = 1; i <= count; i++)
        {
            mean += (figures[k - count + i - 1] - mean) / i;
        }

        return mean;
    }
}
