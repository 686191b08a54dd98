using System.Globalization;
using DaRec.Cli.Settings;

namespace DaRec.Cli.Tuning;

/// <summary>The values that a search may give to one setting.</summary>
/// <param name="Setting">The setting.</param>
internal abstract record SearchRange(Setting Setting)
{
    /// <summary>The setting's option without hyphens in front.</summary>
    public string Name => Setting.Flag[2..];

    /// <summary>A value, as it is typed.</summary>
    public abstract string Draw(Random random);

    /// <summary>Values whose fitting makes all fit.</summary>
    public abstract IReadOnlyList<string> Extremes { get; }
}

/// <summary>One of several values.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Values">The values, as they are typed.</param>
internal sealed record ChoiceRange(Setting Setting, IReadOnlyList<string> Values) : SearchRange(Setting)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Extremes => Values;

    /// <inheritdoc/>
    public override string Draw(Random random) => Values[random.Next(Values.Count)];
}

/// <summary>A whole number, both ends included, each as likely as the others.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Low">The least.</param>
/// <param name="High">The largest.</param>
internal sealed record WholeRange(Setting Setting, int Low, int High) : SearchRange(Setting)
{
    /// <inheritdoc/>
    public override IReadOnlyList<string> Extremes => [Text(Low), Text(High)];

    /// <inheritdoc/>
    public override string Draw(Random random) => Text(random.NextInt64(Low, High + 1L));

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A real number, of four digits, which keep a command readable.</summary>
/// <param name="Setting">The setting.</param>
/// <param name="Low">The least.</param>
/// <param name="High">The largest.</param>
internal sealed record RealRange(Setting Setting, double Low, double High) : SearchRange(Setting)
{
    private const double LogarithmicFrom = 10;

    /// <summary>Whether each power of ten is as likely as the others: where both ends are above 0 and one is ten times the other.</summary>
    public bool IsLogarithmic => Low > 0 && High >= LogarithmicFrom * Low;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Extremes => [Text(Low), Text(High)];

    /// <inheritdoc/>
    public override string Draw(Random random)
    {
        var at = random.NextDouble();
        var value = IsLogarithmic ? Low * Math.Pow(High / Low, at) : Low + (at * (High - Low));
        var text = value.ToString("G4", CultureInfo.InvariantCulture);
        return Text(Math.Clamp(double.Parse(text, CultureInfo.InvariantCulture), Low, High)); // rounded, but not out of the range
    }

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture).ToLowerInvariant();
}
