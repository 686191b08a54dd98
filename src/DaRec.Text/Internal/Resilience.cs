using System.Diagnostics.CodeAnalysis;
using Polly;
using Polly.Retry;

namespace DaRec.Text.Internal;

/// <summary>The retries of requests: after the delay that the service asks for, otherwise after twice the delay before.</summary>
internal static class Resilience
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <param name="options">Retries and their delays.</param>
    /// <param name="randomizer">Numbers in [0, 1) for the jitter; null for random ones.</param>
    public static ResiliencePipeline PipelineOf(RequestOptions options, Func<double>? randomizer = null)
    {
        if (options.Retries == 0)
        {
            return ResiliencePipeline.Empty;
        }

        var retry = new RetryStrategyOptions
        {
            MaxRetryAttempts = options.Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = options.RetryDelay,
            MaxDelay = options.MaxRetryDelay,
            ShouldHandle = arguments => ValueTask.FromResult(
                arguments.Outcome.Exception is { } exception
                && !arguments.Context.CancellationToken.IsCancellationRequested
                && IsTransient(exception)),
            DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as RequestException)?.RetryAfter),
            OnRetry = arguments =>
            {
                options.OnRetry?.Invoke(new RequestRetry
                {
                    Error = arguments.Outcome.Exception!,
                    Delay = arguments.RetryDelay,
                    Attempt = arguments.AttemptNumber + 1,
                });
                return ValueTask.CompletedTask;
            },
        };
        retry.Randomizer = randomizer ?? retry.Randomizer;
        return new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }.AddRetry(retry).Build();
    }

    /// <summary>Whether another try may help: not for what the caller or the service calls a mistake.</summary>
    internal static bool IsTransient(Exception exception) => exception switch
    {
        RequestException { RetryAfter: { } wait } when wait > LongestWait => false,
        RequestException request => request.IsTransient,
        ArgumentException or InvalidDataException or NotSupportedException or ObjectDisposedException => false,
        HttpRequestException { StatusCode: { } status } => RequestException.IsTransientStatus((int)status),
        _ when StatusOf(exception) is { } status => RequestException.IsTransientStatus(status),
        _ => true, // lost connections, time-outs, and whatever else a client may throw
    };

    /// <summary>Clients with exceptions of their own tell the HTTP status in a property of this name.</summary>
    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "Where the property was trimmed away, the request is tried again.")]
    private static int? StatusOf(Exception exception) =>
        exception.GetType().GetProperty("Status")?.GetValue(exception) is int status and > 0 ? status : null;
}
