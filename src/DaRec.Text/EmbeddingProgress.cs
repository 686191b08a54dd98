namespace DaRec.Text;

/// <summary>How far a run is.</summary>
/// <param name="Done">Distinct texts that are finished.</param>
/// <param name="Total">Distinct texts of the run.</param>
/// <param name="Reused">Those of <paramref name="Done"/> that an earlier run or the cache had.</param>
/// <param name="Elapsed">Time since the run began.</param>
/// <param name="Left">Time left at the pace so far; null before the first request is answered.</param>
public sealed record EmbeddingProgress(int Done, int Total, int Reused, TimeSpan Elapsed, TimeSpan? Left);
