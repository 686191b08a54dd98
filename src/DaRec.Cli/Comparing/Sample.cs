namespace DaRec.Cli.Comparing;

/// <summary>Mean and spread of a few values.</summary>
/// <param name="Count">n, how many there are.</param>
/// <param name="Mean">x̄ = Σ xᵢ / n.</param>
/// <param name="Deviation">The standard deviation √(Σ (xᵢ − x̄)² / (n − 1)); null for a single value, which has none.</param>
internal sealed record Sample(int Count, double Mean, double? Deviation)
{
    /// <summary>That of values.</summary>
    /// <param name="values">At least one.</param>
    public static Sample Of(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        return new Sample(
            values.Count,
            mean,
            values.Count < 2 ? null : Math.Sqrt(values.Sum(value => (value - mean) * (value - mean)) / (values.Count - 1)));
    }
}
