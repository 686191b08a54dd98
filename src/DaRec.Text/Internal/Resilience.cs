using System.Net;
using Polly;
using Polly.Retry;

namespace DaRec.Text.Internal;

/// <summary>Which failures pass, and how long to wait for it.</summary>
internal static class Resilience
{
    /// <param name="options">Retries and their waits.</param>
    /// <param name="randomizer">Numbers in [0, 1) for the jitter; null for chance.</param>
    public static ResiliencePipeline PipelineOf(RequestOptions options, Func<double>? randomizer = null)
    {
        if (options.Pipeline is { } pipeline)
        {
            return pipeline;
        }

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
        };
        retry.Randomizer = randomizer ?? retry.Randomizer;
        return new ResiliencePipelineBuilder { TimeProvider = options.TimeProvider }.AddRetry(retry).Build();
    }

    /// <summary>Whether another try may help: not for what the caller or the service calls a mistake.</summary>
    internal static bool IsTransient(Exception exception) => exception switch
    {
        ArgumentException or InvalidDataException or NotSupportedException or ObjectDisposedException => false,
        HttpRequestException { StatusCode: { } status } => IsTransient((int)status),
        _ when StatusOf(exception) is { } status => IsTransient(status),
        _ => true, // lost connections, time-outs, and whatever else a client may throw
    };

    private static bool IsTransient(int status) =>
        status is (int)HttpStatusCode.RequestTimeout or (int)HttpStatusCode.Conflict or (int)HttpStatusCode.TooManyRequests
            or >= 500 or < 400;

    /// <summary>Clients with exceptions of their own tell the HTTP status in a property of this name.</summary>
    private static int? StatusOf(Exception exception) =>
        exception.GetType().GetProperty("Status")?.GetValue(exception) is int status and > 0 ? status : null;
}
