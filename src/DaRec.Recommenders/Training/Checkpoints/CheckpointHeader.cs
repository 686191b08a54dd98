namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>The JSON at the start of a checkpoint's file.</summary>
internal sealed record CheckpointHeader
{
    /// <summary>What it says.</summary>
    public required CheckpointFacts Facts { get; init; }

    /// <summary>Its tensors, in the order of their bytes.</summary>
    public required IReadOnlyList<SavedTensor> Tensors { get; init; }
}
