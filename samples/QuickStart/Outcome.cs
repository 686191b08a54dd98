using DaRec.Recommenders.Evaluation;
using DaRec.Recommenders.Training;

namespace DaRec.QuickStart;

/// <summary>One trained model.</summary>
internal sealed record Outcome(string Name, RankingMetrics Test, int BestEpoch, IReadOnlyList<EpochReport> Epochs)
{
    public double SecondsPerEpoch => Epochs.Average(epoch => epoch.Seconds);
}
