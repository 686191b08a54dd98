namespace DaRec.Cli.Measuring;

/// <summary>The value in the middle.</summary>
internal static class Median
{
    /// <summary>The median; of an even number of values the mean of both in the middle.</summary>
    /// <param name="values">At least one.</param>
    public static double Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0
            ? throw new ArgumentException("Expected at least one value, got none.", nameof(values))
            : (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
