namespace DaRec.Text;

/// <summary>Progress of a run of <see cref="TextEmbedder"/> or <see cref="ProfileWriter"/>.</summary>
public sealed class EmbeddingProgress
{
    /// <summary>Number of distinct texts that are finished.</summary>
    public required int Done { get; init; }

    /// <summary>Number of distinct texts of the run.</summary>
    public required int Total { get; init; }

    /// <summary>Number of finished texts whose result was there already, from an earlier run or the cache.</summary>
    public required int Reused { get; init; }

    /// <summary>Time since the run began.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>Estimated remaining time at the pace so far; null before the first answer.</summary>
    public required TimeSpan? Left { get; init; }
}
