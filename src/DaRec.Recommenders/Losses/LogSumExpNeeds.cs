namespace DaRec.Recommenders.Losses;

/// <summary>Which gradients <see cref="LogSumExpSweep{T}"/> computes.</summary>
/// <param name="Anchors">To a.</param>
/// <param name="Candidates">To c.</param>
/// <param name="Partners">To p.</param>
internal readonly record struct LogSumExpNeeds(bool Anchors, bool Candidates, bool Partners);
