using DaRec.Cli.Comparing;

namespace DaRec.Cli.Reporting.Findings;

/// <summary>A metric before and after, over the same users.</summary>
/// <param name="Name">What is measured.</param>
/// <param name="Users">Users that count.</param>
/// <param name="Before">Mean before; null where nothing is compared with.</param>
/// <param name="After">Mean after.</param>
internal sealed record PairedGain(string Name, int Users, double? Before, double After)
{
    /// <summary>Where the difference lies, in units of the metric, by the paired bootstrap over users; null without one.</summary>
    public Interval? Difference { get; init; }

    /// <summary>The gain in per cent; null without a mean before above 0.</summary>
    public double? Percent => Before is > 0 ? 100 * ((After / Before.Value) - 1) : null;

    /// <summary>Where the gain lies, in per cent.</summary>
    public Interval? Range => Before is > 0 ? Difference?.Times(100 / Before.Value) : null;

    /// <summary>1 for a rise that users do not explain, −1 for such a fall, 0 for neither.</summary>
    public int Direction => Difference is not { HasZero: false } clear ? 0 : clear.Low > 0 ? 1 : -1;

    /// <summary>Measures.</summary>
    /// <param name="name">What is measured.</param>
    /// <param name="values">For each user a value before, null where nothing is compared with, and one after; null where the user does not count.</param>
    /// <returns>Null where nobody counts.</returns>
    public static PairedGain? Of(string name, IEnumerable<(double? Before, double? After)> values)
    {
        (double? Before, double After)[] counted = [.. values.Where(value => value.After is not null).Select(value => (value.Before, value.After!.Value))];
        if (counted.Length == 0)
        {
            return null;
        }

        var after = counted.Average(value => value.After);
        if (counted.Any(value => value.Before is null))
        {
            return new PairedGain(name, counted.Length, null, after);
        }

        double[] before = [.. counted.Select(value => value.Before!.Value)];
        return new PairedGain(name, counted.Length, before.Average(), after)
        {
            Difference = PairedBootstrap.Of([.. counted.Select(value => value.After)], before, resamples: 2000),
        };
    }
}
