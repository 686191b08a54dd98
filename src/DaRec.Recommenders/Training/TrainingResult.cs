using DaRec.Recommenders.Evaluation;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>The representations of the best epoch, with a report of each epoch. Dispose it when it is no longer needed.</summary>
/// <remarks>The backbone and the text method hold the weights of the best epoch, too.</remarks>
public sealed class TrainingResult : IDisposable
{
    /// <summary>Representations of the users, on the CPU, shape (n_u, d); disposed with this object.</summary>
    public required Tensor Users { get; init; }

    /// <summary>Representations of the items, on the CPU, shape (n_i, d); disposed with this object.</summary>
    public required Tensor Items { get; init; }

    /// <summary>Number of the epoch that these representations are of: the one with the best validation recall, or the last one.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>
    /// Metrics of the best epoch on the validation part, of the ranking that <see cref="Trainer"/> stops by; null without one.
    /// </summary>
    public RankingMetrics? Validation { get; init; }

    /// <summary>A report of each epoch that was run, in order.</summary>
    public required IReadOnlyList<EpochReport> Epochs { get; init; }

    /// <summary>Mean seconds of an epoch's training steps.</summary>
    internal double SecondsPerEpoch => Epochs.Average(epoch => epoch.Seconds);

    /// <summary>Disposes the representations.</summary>
    public void Dispose()
    {
        Users.Dispose();
        Items.Dispose();
    }
}
