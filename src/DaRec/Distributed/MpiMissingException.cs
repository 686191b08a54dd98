namespace DaRec.Distributed;

/// <summary>No MPI library is installed where several processes are to work together, or one that is too old.</summary>
/// <param name="message">What was looked for, and what helps.</param>
public sealed class MpiMissingException(string message) : Exception(message);
