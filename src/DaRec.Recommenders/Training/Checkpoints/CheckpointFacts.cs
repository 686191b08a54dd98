namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>What a checkpoint says in words and numbers.</summary>
internal sealed record CheckpointFacts
{
    /// <summary>Fingerprint of the data, as <see cref="DataFingerprint"/> gives it.</summary>
    public required string Data { get; init; }

    /// <summary>What the training depends on beside its data, a line each.</summary>
    public required string Settings { get; init; }

    /// <summary>Threads that computed.</summary>
    public required int Threads { get; init; }

    /// <summary>A report of each epoch so far.</summary>
    public required IReadOnlyList<EpochReport> Reports { get; init; }
}
