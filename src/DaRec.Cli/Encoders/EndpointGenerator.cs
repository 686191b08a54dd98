using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using System.Text.Json;
using DaRec.Text;
using Microsoft.Extensions.AI;
using OpenAI;
using OpenAI.Embeddings;
using EmbeddingGenerationOptions = Microsoft.Extensions.AI.EmbeddingGenerationOptions;

namespace DaRec.Cli.Encoders;

/// <summary>Embeddings from a service that speaks OpenAI's embeddings call, as most servers of models do, local ones too.</summary>
/// <remarks>
/// One call is one request; retries are the caller's. Rows are put in the order that the answer's indices say. All that goes wrong
/// becomes an <see cref="RequestException"/> without the key, whatever the service writes. Redirects are not followed: texts go to the
/// address that was typed, or nowhere. To an address of this machine no proxy is asked; to others, that of the environment is.
/// </remarks>
internal sealed class EndpointGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    private const int ShownCharacters = 300;

    private readonly EndpointOptions _options;
    private readonly KeyMask _key;
    private readonly TimeProvider _clock;
    private readonly HttpClient _http;
    private readonly EmbeddingClient _client;
    private readonly EmbeddingGeneratorMetadata _metadata;

    /// <summary>Sends nothing yet.</summary>
    public EndpointGenerator(EndpointOptions options, TimeProvider clock)
    {
        (_options, _clock, _key) = (options, clock, new KeyMask(options.Key));
        var sockets = new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = !options.Address.IsLoopback };
        _http = new HttpClient(new LimitedAnswers(options.MaxAnswerBytes, sockets)) { Timeout = Timeout.InfiniteTimeSpan };
        var client = new OpenAIClientOptions
        {
            Endpoint = options.Address,
            NetworkTimeout = options.Timeout,
            RetryPolicy = new ClientRetryPolicy(maxRetries: 0),
            Transport = new HttpClientPipelineTransport(_http),
        };
        if (options.Key is null)
        {
            // The client insists on a key; this takes it out again.
            client.AddPolicy(new KeylessPolicy(), PipelinePosition.BeforeTransport);
        }

        _client = new EmbeddingClient(options.Model, new ApiKeyCredential(options.Key ?? "none"), client);
        _metadata = new EmbeddingGeneratorMetadata("endpoint", options.Address, options.Model);
    }

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        try
        {
            var request = new OpenAI.Embeddings.EmbeddingGenerationOptions { Dimensions = options?.Dimensions };
            var answer = await _client.GenerateEmbeddingsAsync(values, request, cancellationToken).ConfigureAwait(false);
            return new GeneratedEmbeddings<Embedding<float>>(
                InOrder(answer.Value).Select(embedding => new Embedding<float>(embedding.ToFloats())).ToArray());
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Translate(exception);
        }
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) => serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? _metadata
        : serviceType.IsInstanceOfType(this) ? this
        : null;

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>Rows where their indices say; services that number none, all 0, mean the order as it is.</summary>
    private static OpenAIEmbedding[] InOrder(OpenAIEmbeddingCollection answer)
    {
        if (answer.All(embedding => embedding.Index == 0))
        {
            return [.. answer];
        }

        OpenAIEmbedding[] ordered = [.. answer.OrderBy(embedding => embedding.Index)];
        return ordered.Index().All(entry => entry.Item.Index == entry.Index)
            ? ordered
            : throw new FormatException($"it numbers {answer.Count} embeddings other than 0 to {answer.Count - 1}.");
    }

    private RequestException Translate(Exception exception)
    {
        var (problem, isTransient, retryAfter) = exception switch
        {
            ClientResultException { Status: > 0 and var status } refusal =>
                (
                    $"answered with HTTP {status}{Words(refusal)}{Hint(status)}",
                    RequestException.IsTransientStatus(status),
                    RetryAfter(refusal)),
            _ when IsTooLong(exception) =>
                ($"answered with more than {_options.MaxAnswerBytes >> 20} MB, which are no embeddings of these texts.", false, null),
            OperationCanceledException =>
                (string.Create(CultureInfo.InvariantCulture, $"gave no answer within {_options.Timeout.TotalSeconds} s."), true, null),
            ClientResultException or HttpRequestException or IOException =>
                ($"could not be reached, or broke off: {OneLine(exception.Message)}", true, null),
            _ => ($"gave an answer that holds no embeddings: {OneLine(exception.Message)}", true, (TimeSpan?)null),
        };
        var message = _key.Apply($"{_options.Address} {problem}");
        return new RequestException(message, isTransient, retryAfter, _key.IsIn(exception.ToString()) ? null : exception);
    }

    private static bool IsTooLong(Exception? exception) =>
        exception is HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded }
        || (exception?.InnerException is { } inner && IsTooLong(inner));

    /// <summary>What the service says of its refusal: the usual object's message, or else all it wrote.</summary>
    private string Words(ClientResultException refusal)
    {
        var text = refusal.GetRawResponse()?.Content.ToString() ?? "";
        try
        {
            using var json = JsonDocument.Parse(text);
            text = json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("error", out var error)
                && error.ValueKind == JsonValueKind.Object && error.TryGetProperty("message", out var message)
                ? message.ToString()
                : text;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // Plain text or a page: shown as it is.
        }

        return string.IsNullOrWhiteSpace(text) ? "." : $": {OneLine(text)}";
    }

    private string Hint(int status) => status switch
    {
        401 or 403 when _options.Key is null => $" There is no key: the environment variable {_options.KeyVariable} is not set.",
        401 or 403 => $" The key is that of the environment variable {_options.KeyVariable}.",
        404 => " Is the address the base that ends before /embeddings, often in /v1, and the model known there?",
        >= 300 and < 400 => " It sends on to another address; type that one, if it is the right one.",
        _ => "",
    };

    private TimeSpan? RetryAfter(ClientResultException refusal)
    {
        if (refusal.GetRawResponse()?.Headers.TryGetValue("Retry-After", out var text) != true || text is null)
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds))
        {
            return TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
        }

        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? TimeSpan.FromTicks(Math.Max(0, (time - _clock.GetUtcNow()).Ticks))
            : null;
    }

    private string OneLine(string message)
    {
        // The key first: cut through, it would no longer be found.
        var line = string.Join(' ', _key.Apply(message).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        line = line.Length <= ShownCharacters ? line : line[..ShownCharacters] + "…";
        return line.EndsWith('.') || line.EndsWith('…') ? line : line + ".";
    }

    private sealed class KeylessPolicy : PipelinePolicy
    {
        public override void Process(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            ProcessNext(message, pipeline, currentIndex);
        }

        public override ValueTask ProcessAsync(PipelineMessage message, IReadOnlyList<PipelinePolicy> pipeline, int currentIndex)
        {
            message.Request.Headers.Remove("Authorization");
            return ProcessNextAsync(message, pipeline, currentIndex);
        }
    }
}
