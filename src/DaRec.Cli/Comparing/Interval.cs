namespace DaRec.Cli.Comparing;

/// <summary>Where a mean difference lies: a 95 % interval, and how likely a difference like it would be if there were none.</summary>
/// <param name="Low">The lower end.</param>
/// <param name="High">The upper end.</param>
/// <param name="Probability">The two-sided p, in [0, 1]; null where there is no spread to tell it from.</param>
internal sealed record Interval(double Low, double High, double? Probability)
{
    /// <summary>The share of cases in which such an interval has the true difference within.</summary>
    public const double Confidence = 0.95;

    /// <summary>Whether it leaves open which side is larger.</summary>
    public bool HasZero => Low <= 0 && High >= 0;

    /// <summary>Both ends times a factor > 0.</summary>
    public Interval Times(double factor) => this with { Low = factor * Low, High = factor * High };
}
