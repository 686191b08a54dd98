using DaRec.Recommenders.Evaluation;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training;

/// <summary>What training came to; the backbone and the aligner hold the weights of the best epoch.</summary>
/// <param name="Users">What is ranked for the users, on the CPU, shape (n_u, d).</param>
/// <param name="Items">What is ranked of the items, on the CPU, shape (n_i, d).</param>
/// <param name="BestEpoch">The epoch of these representations.</param>
/// <param name="Validation">Its metrics on the validation part; null where there is none.</param>
/// <param name="Epochs">A report for each epoch that was run.</param>
public sealed record TrainingResult(
    Tensor Users, Tensor Items, int BestEpoch, RankingMetrics? Validation, IReadOnlyList<EpochReport> Epochs) : IDisposable
{
    /// <summary>Mean time of an epoch's training steps.</summary>
    public double SecondsPerEpoch => Epochs.Average(epoch => epoch.Seconds);

    /// <summary>Disposes the representations.</summary>
    public void Dispose()
    {
        Users.Dispose();
        Items.Dispose();
    }
}
