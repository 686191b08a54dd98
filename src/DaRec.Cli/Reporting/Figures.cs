using System.Globalization;
using DaRec.Cli.Comparing;

namespace DaRec.Cli.Reporting;

/// <summary>Numbers as reports have them: the same digits everywhere.</summary>
internal static class Figures
{
    private const double MostPercent = 200;

    /// <summary>A metric: four digits behind the point.</summary>
    public static string Metric(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A share in per cent, one digit.</summary>
    public static string Share(double share) => $"{(100 * share).ToString("0.0", CultureInfo.InvariantCulture)}\u00A0%";

    /// <summary>A gain in per cent with its sign, one digit.</summary>
    public static string Gain(double percent) => ComparisonTable.Percent(percent).Replace(' ', '\u00A0');

    /// <summary>A gain in words, as the end of a sentence.</summary>
    public static string Change(double percent) => percent switch
    {
        >= MostPercent => string.Create(CultureInfo.InvariantCulture, $"{1 + (percent / 100):0.0} times as many"),
        >= 0 => $"{Share(percent / 100)} more",
        _ => $"{Share(-percent / 100)} fewer",
    };

    /// <summary>A gain in brackets or lists: with its sign, or as a factor where per cents are beyond imagining.</summary>
    public static string Brief(double percent) => percent >= MostPercent
        ? string.Create(CultureInfo.InvariantCulture, $"× {1 + (percent / 100):0.0}")
        : Gain(percent);

    /// <summary>An interval of gains.</summary>
    public static string Range(Interval interval) =>
        $"{interval.Low.ToString("+0.0;−0.0;0.0", CultureInfo.InvariantCulture)} to {Gain(interval.High)}";

    /// <summary>A whole number with blanks between thousands, which do not break.</summary>
    public static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture).Replace(',', '\u202F');

    /// <summary>How likely such a difference would be by chance.</summary>
    public static string Probability(double? p) => p is { } value ? $"p {(value < 0.001 ? "< 0.001" : $"= {ComparisonTable.Probability(value)}")}" : "";

    /// <summary>A number that browsers sort by.</summary>
    public static string Sortable(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
