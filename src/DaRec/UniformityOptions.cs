using DaRec.Internal;
using DaRec.Losses;

namespace DaRec;

/// <summary>L_uni: how unevenly specific parts are spread. Invalid values throw where they are set.</summary>
public sealed record UniformityOptions
{
    /// <summary>Weight within the alignment, finite and &gt; 0. Default 1.</summary>
    public double Weight { get; init => field = Guard.Positive(value); } = 1;

    /// <summary>t, the factor of squared distances, finite and &gt; 0. Default 2.</summary>
    public double Temperature
    {
        get;
        init => field = Guard.Positive(value);
    } = UniformityLoss.DefaultTemperature;

    /// <summary>Whether rows are projected onto the unit sphere first. Default true.</summary>
    public bool Normalize { get; init; } = true;

    /// <summary>Whether a row is compared with other rows only; the paper's literal mean also pairs it with itself. Default true.</summary>
    public bool DistinctPairs { get; init; } = true;

    /// <summary>Whether shared parts are spread too, which keeps them from collapsing; the paper does not. Default false.</summary>
    public bool SharedParts { get; init; }
}
