using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>The choices of <see cref="LightGcn"/>.</summary>
public sealed record LightGcnOptions : GraphOptions
{
    /// <summary>Share of the graph's entries kept in a training step, in (0, 1]. Default 0.8.</summary>
    public double KeepProbability { get; init => field = Guard.Probability(value, nameof(KeepProbability)); } = 0.8;
}
