using DaRec.Internal;

namespace DaRec.Diagnostics.Information;

/// <summary>Settings of a <see cref="ProbeEstimator"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record ProbeOptions
{
    /// <summary>Parts of the rows, each of which is predicted by a probe that was fitted on the others, ≥ 2. Default 5.</summary>
    public int FoldCount { get; init => field = Guard.AtLeast(value, 2); } = 5;

    /// <summary>
    /// The strengths of the ridge that are tried, each &gt; 0, at least one. The best on a fifth of a probe's own training rows is taken.
    /// Default 1, 0.1, 0.01, 0.001 and 0.0001.
    /// </summary>
    public IReadOnlyList<double> Ridges { get; init => field = Checked(value); } = [1, 0.1, 0.01, 0.001, 0.0001];

    /// <summary>Steps of the optimiser at most, ≥ 1. A probe that stops early is a weaker one; its bound holds all the same. Default 200.</summary>
    public int MaxIterations { get; init => field = Guard.AtLeast(value, 1); } = 200;

    /// <summary>Seed of the parts. Default 2023.</summary>
    public int Seed { get; init; } = 2023;

    private static double[] Checked(IReadOnlyList<double> ridges)
    {
        Guard.NotNull(ridges, nameof(Ridges));
        return ridges.Count > 0
            ? [.. ridges.Select(ridge => Guard.Positive(ridge, nameof(Ridges))).OrderDescending()]
            : throw new ArgumentException("Expected at least one strength of the ridge, got none.", nameof(ridges));
    }
}
