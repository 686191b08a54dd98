using DaRec.Internal;
using Polly;

namespace DaRec.Text;

/// <summary>How requests to a model are sent, tried again and remembered.</summary>
public abstract record RequestOptions
{
    /// <summary>
    /// Requests at a time, ≥ 1. Results do not depend on it. Default 4; take 1 for a local model that uses all cores itself.
    /// </summary>
    public int Parallelism { get; init => field = Guard.AtLeast(value, 1, nameof(Parallelism)); } = 4;

    /// <summary>
    /// How often a request is tried again after lost connections, time-outs, rate limits (HTTP 408, 409, 429) and faults of the service
    /// (5xx), ≥ 0; other refusals are final. Ignored with a <see cref="Pipeline"/>. Default 5.
    /// </summary>
    public int Retries { get; init => field = Guard.AtLeast(value, 0, nameof(Retries)); } = 5;

    /// <summary>
    /// Time before the first retry, &gt; 0, about which chance decides; each further one waits about twice as long. Default 1 s.
    /// </summary>
    public TimeSpan RetryDelay { get; init => field = Positive(value, nameof(RetryDelay)); } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait before a retry, &gt; 0. Default 1 min.</summary>
    public TimeSpan MaxRetryDelay { get; init => field = Positive(value, nameof(MaxRetryDelay)); } = TimeSpan.FromMinutes(1);

    /// <summary>Runs each request in place of the retries described above; null, the default, for those.</summary>
    public ResiliencePipeline? Pipeline { get; init; }

    /// <summary>The clock of retries and of the time left. Default the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>
    /// A folder that keeps every answer by text, model and settings, so that no text is sent twice over all runs and files; it is made
    /// where there is none, several processes may share it, and deleting it is safe. Null, the default, keeps none.
    /// </summary>
    public string? CacheDirectory { get; init; }

    /// <summary>
    /// Name of the model; null, the default, takes what the model says of itself. Needed with a <see cref="CacheDirectory"/> where it
    /// says nothing, because answers of different models must not be confused.
    /// </summary>
    public string? Model { get; init; }

    private static TimeSpan Positive(TimeSpan value, string name) =>
        value > TimeSpan.Zero ? value : throw new ArgumentOutOfRangeException(name, value, $"Expected {name} > 0.");
}
