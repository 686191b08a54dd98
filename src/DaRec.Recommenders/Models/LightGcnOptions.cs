using DaRec.Internal;

namespace DaRec.Recommenders.Models;

/// <summary>Settings of <see cref="LightGcn"/>.</summary>
public sealed record LightGcnOptions : GraphOptions
{
    /// <summary>
    /// Probability with which a training step keeps each entry of the graph, in (0, 1]; with 1 no entry is dropped. Default 0.8.
    /// </summary>
    public double KeepProbability { get; init => field = Guard.Probability(value); } = 0.8;

    /// <summary>
    /// m, number of random walks that stand for the propagation from each user and item of a training step, ≥ 1. Null propagates over the
    /// whole graph. Default null.
    /// </summary>
    /// <remarks>
    /// With walks a step costs the same for any size of the graph, and <see cref="Training.Trainer"/> moves the embeddings that it uses alone, as with
    /// <see cref="Training.TrainerOptions.LazyAdam"/>, which needs not be set. More walks cost more and vary less. For the BPR loss on the CPU, alone
    /// or with DaRec; others throw when training is set up. A walk ends at an entry that the step drops.
    /// </remarks>
    public int? Walks { get; init => field = Guard.AtLeast(value, 1); }
}
