namespace DaRec.Cli.Runs;

/// <summary>How a run ended.</summary>
/// <param name="Run">The run.</param>
/// <param name="Result">What it came to; null where it failed.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
internal sealed record RunOutcome(PlannedRun Run, RunResult? Result, string? Error);
