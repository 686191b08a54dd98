namespace DaRec.Cli.Runs;

/// <summary>Calls this program and waits for its end.</summary>
/// <param name="arguments">Its arguments.</param>
/// <param name="jobs">How many calls run at a time, which share the processor's cores.</param>
/// <param name="cancellation">Ends it.</param>
/// <exception cref="OperationCanceledException">It was ended.</exception>
internal delegate ProgramEnd ProgramCall(IReadOnlyList<string> arguments, int jobs, CancellationToken cancellation);

/// <summary>How the program ended.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Error">What it wrote as errors and warnings.</param>
internal sealed record ProgramEnd(int ExitCode, string Error);
