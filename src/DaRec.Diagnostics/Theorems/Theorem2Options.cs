using DaRec.Internal;

namespace DaRec.Diagnostics.Theorems;

/// <summary>Settings of <see cref="Theorem2"/>; immutable, and invalid values throw where they are set.</summary>
public sealed record Theorem2Options
{
    /// <summary>Runs, each with data and starting weights of its own, ≥ 2. Default 5.</summary>
    public int SeedCount { get; init => field = Guard.AtLeast(value, 2); } = 5;

    /// <summary>The first run's seed; the others follow it. Default 2023.</summary>
    public int Seed { get; init; } = 2023;

    /// <summary>Rows that a representation is trained on; as many others are measured, ≥ 200. Default 1000.</summary>
    public int RowCount { get; init => field = Guard.AtLeast(value, 200); } = 1000;

    /// <summary>Steps of the training, each over all rows, ≥ 1. Default 300.</summary>
    public int Steps { get; init => field = Guard.AtLeast(value, 1); } = 300;

    /// <summary>Adam's learning rate, &gt; 0. Default 0.01.</summary>
    public double LearningRate { get; init => field = Guard.Positive(value); } = 0.01;

    /// <summary>d, the width of the shared and of the specific part; a part that is not split has 2 d, ≥ 1. Default 8.</summary>
    public int Width { get; init => field = Guard.AtLeast(value, 1); } = 8;

    /// <summary>λ, the weight of the alignment's terms beside the task's loss, finite and ≥ 0. Default 1.</summary>
    public double AlignmentWeight { get; init => field = Guard.Weight(value); } = 1;

    /// <summary>Standard deviation of the noise in each column of the data; the signal's is about 1. Finite, ≥ 0. Default 0.1.</summary>
    public double Noise { get; init => field = Guard.Weight(value); } = 0.1;
}
