namespace DaRec.Recommenders.Training;

/// <summary>The checkpoint that a training goes on from.</summary>
public sealed class ResumedTraining
{
    /// <summary>Its file.</summary>
    public required string Path { get; init; }

    /// <summary>Number of epochs that were trained, ≥ 1.</summary>
    public required int Epoch { get; init; }

    /// <summary>Number of threads that trained them; with another number, results may differ in their last digits.</summary>
    public required int Threads { get; init; }

    /// <summary>Newer files that are damaged, a line with the reason for each; empty from <see cref="Trainer.Load"/>.</summary>
    public IReadOnlyList<string> Damaged { get; init; } = [];
}
