namespace DaRec.Cli.Checking;

/// <summary>A figure of a device beside the one that it should be.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Expected">On the processor.</param>
/// <param name="Actual">On the device; NaN where it has none.</param>
/// <param name="Difference">How far apart they are, in units of <paramref name="Expected"/> or, for gradients, of its length.</param>
/// <param name="Tolerance">The difference that is accepted.</param>
internal sealed record CheckedFigure(string Name, double Expected, double Actual, double Difference, double Tolerance)
{
    /// <summary>Why the device has no figure; null where it has one.</summary>
    public string? Error { get; init; }

    /// <summary>Whether the device's figure is right; NaN never is.</summary>
    public bool IsRight => Error is null && Difference <= Tolerance;

    /// <summary>A figure that the device threw at.</summary>
    public static CheckedFigure Failed(string name, string error) => new(name, double.NaN, double.NaN, double.NaN, 0) { Error = error };

    /// <summary>A value, by its relative difference.</summary>
    public static CheckedFigure OfValue(string name, double expected, double actual, double tolerance) =>
        new(name, expected, actual, Math.Abs(actual - expected) / Math.Max(Math.Abs(expected), 1e-12), tolerance);
}
