namespace DaRec.Cli.Encoders;

/// <summary>An endpoint gave no embeddings; the message holds nothing secret.</summary>
/// <param name="message">What it did instead.</param>
/// <param name="isTransient">Whether another try may help.</param>
/// <param name="retryAfter">How long it asks to wait before; null where it says nothing.</param>
/// <param name="inner">Where it arose; null where that could hold something secret.</param>
internal sealed class EndpointException(string message, bool isTransient, TimeSpan? retryAfter, Exception? inner)
    : IOException(message, inner)
{
    public bool IsTransient { get; } = isTransient;

    public TimeSpan? RetryAfter { get; } = retryAfter;
}
