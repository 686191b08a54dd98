using DaRec.Recommenders.Alignment;
using DaRec.Recommenders.Evaluation;

namespace DaRec.Recommenders.Training;

/// <summary>What one epoch brought.</summary>
/// <param name="Epoch">Its number, from 1.</param>
/// <param name="Loss">The backbone's own loss, the mean over steps.</param>
/// <param name="Alignment">The alignment's terms, their total last, means over the steps with them; empty where nothing is added.</param>
/// <param name="Seconds">Time of its training steps.</param>
/// <param name="Validation">Metrics on the validation part, where it was looked at.</param>
/// <param name="IsBest">Whether its validation recall is the best so far.</param>
public sealed record EpochReport(
    int Epoch, double Loss, IReadOnlyList<TermValue> Alignment, double Seconds, RankingMetrics? Validation, bool IsBest);
