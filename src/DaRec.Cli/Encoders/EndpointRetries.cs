using Polly;
using Polly.Retry;

namespace DaRec.Cli.Encoders;

/// <summary>Tries requests to an endpoint again: after the time that it asks for, else after twice as long each time.</summary>
internal static class EndpointRetries
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(10);

    /// <summary>The retries of one run.</summary>
    /// <param name="count">How many a request has; 0 for none.</param>
    /// <param name="clock">The clock of the waits.</param>
    /// <param name="note">Told of every wait, from any thread.</param>
    public static ResiliencePipeline Create(int count, TimeProvider clock, Action<EndpointException, TimeSpan> note) => count == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = count,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromSeconds(1),
                MaxDelay = TimeSpan.FromMinutes(1),
                ShouldHandle = arguments => ValueTask.FromResult(
                    arguments.Outcome.Exception is EndpointException { IsTransient: true } problem
                    && (problem.RetryAfter ?? TimeSpan.Zero) <= LongestWait
                    && !arguments.Context.CancellationToken.IsCancellationRequested),
                DelayGenerator = arguments => ValueTask.FromResult((arguments.Outcome.Exception as EndpointException)?.RetryAfter),
                OnRetry = arguments =>
                {
                    note((EndpointException)arguments.Outcome.Exception!, arguments.RetryDelay);
                    return ValueTask.CompletedTask;
                },
            })
            .Build();
}
