using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="LightGcn"/>.</summary>
public sealed record LightGcnOptions : GraphOptions
{
    /// <summary>
    /// Probability with which a training step keeps each entry of the graph, in (0, 1]; with 1 no entry is dropped. Default 0.8.
    /// </summary>
    public double KeepProbability { get; init => field = Guard.Probability(value); } = 0.8;
}
