namespace DaRec.Evidence;

/// <summary>The factor c ≥ 0 of scores x under which σ(c x) is the probability of the pairs as they are, and the bits that it tells.</summary>
internal static class LogisticSlope
{
    private const int MaxSteps = 50;
    private const double Tolerance = 1e-12;

    /// <summary>The factor with the least mean log loss, by Newton's method; 0 where scores do not lean the right way.</summary>
    public static double Fit(ReadOnlySpan<double> scores)
    {
        var slope = 0.0;
        for (var step = 0; step < MaxSteps; step++)
        {
            var (gradient, curvature) = (0.0, 0.0);
            foreach (var score in scores)
            {
                var missing = 1 / (1 + Math.Exp(slope * score)); // 1 − the pair's probability
                gradient += score * missing;
                curvature += score * score * missing * (1 - missing);
            }

            if (curvature == 0)
            {
                break;
            }

            // No step of more than the slope and a bit: far out, the loss is nearly straight and Newton's steps are wild.
            var change = Math.Clamp(gradient / curvature, -slope, slope + 1);
            slope += change;
            if (Math.Abs(change) <= Tolerance * (1 + slope))
            {
                break;
            }
        }

        return slope;
    }

    /// <summary>1 minus the mean of log₂(1 + e^(−c x)): the bits that a pair's score tells.</summary>
    public static double Bits(ReadOnlySpan<double> scores, double slope)
    {
        var loss = 0.0;
        foreach (var score in scores)
        {
            var odds = -slope * score;
            loss += Math.Max(odds, 0) + Math.Log(1 + Math.Exp(-Math.Abs(odds)));
        }

        return 1 - (loss / scores.Length / Math.Log(2));
    }
}
