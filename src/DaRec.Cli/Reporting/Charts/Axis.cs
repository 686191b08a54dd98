using System.Globalization;

namespace DaRec.Cli.Reporting.Charts;

/// <summary>Where numbers lie on a line, linear or by logarithm, and the round numbers on it.</summary>
internal sealed class Axis
{
    private readonly double _low;
    private readonly double _high;
    private readonly double _from;
    private readonly double _to;
    private readonly bool _isLog;

    /// <summary>An axis over at least these numbers.</summary>
    /// <param name="low">The least of them.</param>
    /// <param name="high">The greatest of them.</param>
    /// <param name="from">The place of the lower end.</param>
    /// <param name="to">The place of the upper end.</param>
    /// <param name="isLog">Whether equal ratios are equally long; needs numbers &gt; 0.</param>
    public Axis(double low, double high, double from, double to, bool isLog = false)
    {
        if (!(high > low))
        {
            (low, high) = isLog ? (low / 2, low * 2) : (low - 0.5, low + 0.5);
        }

        (_from, _to, _isLog) = (from, to, isLog);
        if (isLog)
        {
            (_low, _high) = (Math.Log10(low), Math.Log10(high));
            Ticks = [.. Enumerable.Range((int)Math.Ceiling(_low - 1e-9), Math.Max(1, (int)Math.Floor(_high + 1e-9) - (int)Math.Ceiling(_low - 1e-9) + 1))
                .Select(power => Math.Pow(10, power))];
            return;
        }

        var step = Step((high - low) / 5);
        (_low, _high) = (Math.Floor((low / step) + 1e-9) * step, Math.Ceiling((high / step) - 1e-9) * step);
        Ticks = [.. Enumerable.Range(0, (int)Math.Round((_high - _low) / step) + 1).Select(tick => Math.Round(_low + (tick * step), 10))];
    }

    /// <summary>Round numbers from end to end.</summary>
    public IReadOnlyList<double> Ticks { get; }

    /// <summary>The place of a number.</summary>
    public double this[double value] =>
        _from + (((_isLog ? Math.Log10(Math.Max(value, 1e-300)) : value) - _low) / (_high - _low) * (_to - _from));

    /// <summary>A tick as text.</summary>
    public static string Text(double tick) => tick.ToString("0.######", CultureInfo.InvariantCulture).Replace('-', '−');

    // 1, 2 or 5 times a power of ten.
    private static double Step(double least)
    {
        var power = Math.Pow(10, Math.Floor(Math.Log10(least)));
        return (least / power) switch
        {
            <= 1 => power,
            <= 2 => 2 * power,
            <= 5 => 5 * power,
            _ => 10 * power,
        };
    }
}
