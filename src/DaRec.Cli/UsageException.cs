namespace DaRec.Cli;

/// <summary>The program was called wrongly; the message says how, and what to type.</summary>
internal sealed class UsageException(string message) : Exception(message);
