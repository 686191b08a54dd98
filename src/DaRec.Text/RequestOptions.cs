using DaRec.Internal;

namespace DaRec.Text;

/// <summary>Options of requests to a model: how many run at once, when they are retried, and whether answers are cached.</summary>
public abstract record RequestOptions
{
    /// <summary>
    /// Number of requests at a time, ≥ 1; 4 by default. It does not change results. Use 1 for a local model that uses all cores itself.
    /// </summary>
    public int Parallelism { get; init => field = Guard.AtLeast(value, 1); } = 4;

    /// <summary>
    /// Number of retries of a request, ≥ 0; 5 by default. Retried are lost connections, time-outs, HTTP 408, 409, 425, 429 and 5xx, and a
    /// transient <see cref="RequestException"/>; other failures are final. With 0, a generator or client may have retries of its own.
    /// </summary>
    public int Retries { get; init => field = Guard.AtLeast(value, 0); } = 5;

    /// <summary>
    /// Base delay before the first retry, &gt; 0; 1 s by default. It doubles with each further retry and has random jitter.
    /// </summary>
    public TimeSpan RetryDelay { get; init => field = Guard.Positive(value); } = TimeSpan.FromSeconds(1);

    /// <summary>Longest delay before a retry, &gt; 0; 1 min by default. A delay that the service asks for may be longer.</summary>
    public TimeSpan MaxRetryDelay { get; init => field = Guard.Positive(value); } = TimeSpan.FromMinutes(1);

    /// <summary>Called before the delay of each retry, from any thread; null, the default, for no call.</summary>
    internal Action<RequestRetry>? OnRetry { get; init; }

    /// <summary>Clock of delays and of the remaining time that is reported; the system's by default.</summary>
    internal TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// Folder that caches every answer by text, model and settings, so that no text is sent twice; null, the default, caches nothing. The
    /// folder is created if it does not exist, several processes may share it, and it may be deleted at any time.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// Name of the model; null, the default, takes the name that the model reports. Required with a <see cref="CacheDirectory"/> if the
    /// model reports none, because answers of different models must not be mixed.
    /// </summary>
    public string? Model { get; init; }
}
