namespace DaRec.Text;

/// <summary>
/// A failed request to a model; clients throw it to tell <see cref="RequestOptions.Retries"/> whether and when to try again.
/// </summary>
/// <param name="message">What failed.</param>
/// <param name="isTransient">Whether the same request may succeed later.</param>
/// <param name="retryAfter">
/// Time to wait before a retry, as the service asks for; null for the delays of <see cref="RequestOptions"/>. A request that would have to
/// wait longer than 10 minutes is not retried.
/// </param>
/// <param name="innerException">The cause, or null.</param>
public sealed class RequestException(
    string message, bool isTransient, TimeSpan? retryAfter = null, Exception? innerException = null)
    : IOException(message, innerException)
{
    /// <summary>Whether the same request may succeed later.</summary>
    public bool IsTransient { get; } = isTransient;

    /// <summary>
    /// Whether a request that was answered with an HTTP status may succeed later: 408, 409, 425, 429, 5xx, and 2xx with a bad body.
    /// </summary>
    /// <param name="status">The HTTP status.</param>
    internal static bool IsTransientStatus(int status) => status is 408 or 409 or 425 or 429 or >= 500 or < 300;

    /// <summary>Time to wait before a retry, as the service asks for; null where it does not.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
