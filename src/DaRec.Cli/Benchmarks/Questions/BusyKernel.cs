namespace DaRec.Cli.Benchmarks.Questions;

/// <summary>One thing that is timed with and without a busy neighbour.</summary>
/// <param name="Name">What it is, with its sizes.</param>
/// <param name="Run">Does it once.</param>
/// <param name="IsOurs">Whether it is of this library, and not libtorch's to compare with.</param>
internal sealed record BusyKernel(string Name, Action Run, bool IsOurs = true);
