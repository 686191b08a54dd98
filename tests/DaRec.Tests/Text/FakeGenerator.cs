using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;

namespace DaRec.Tests.Text;

/// <summary>
/// Embeddings made of the text's hash, with a last digit that depends on the whole request, as padding in real models does.
/// </summary>
internal sealed class FakeGenerator(int width = 8, string? model = "fake-1") : IEmbeddingGenerator<string, Embedding<float>>
{
    private readonly Lock _counting = new();
    private int _running;

    /// <summary>The texts of each call, in the order in which the calls began.</summary>
    public List<string[]> Calls { get; } = [];

    /// <summary>The most calls that ran at a time.</summary>
    public int MostAtATime { get; private set; }

    /// <summary>Runs before call number i (from 0) is answered; may throw.</summary>
    public Func<int, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Changes the vector of a text.</summary>
    public Func<string, float[], float[]> Change { get; set; } = (_, vector) => vector;

    /// <summary>How many embeddings of a call are given, of all.</summary>
    public Func<int, int> Given { get; set; } = count => count;

    public IEnumerable<string> Texts => Calls.SelectMany(call => call);

    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        int call;
        lock (_counting)
        {
            call = Calls.Count;
            Calls.Add(texts);
            MostAtATime = Math.Max(MostAtATime, ++_running);
        }

        try
        {
            await Task.Yield();
            await Before(call, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            var inCompany = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', texts)))[0] * 1e-6f;
            var vectors = texts.Select(text => Change(text, Vector(text, options?.Dimensions ?? width, inCompany)));
            return [.. vectors.Take(Given(texts.Length)).Select(vector => new Embedding<float>(vector))];
        }
        finally
        {
            lock (_counting)
            {
                _running--;
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("fake", null, model) : null;

    public void Dispose()
    {
    }

    /// <summary>The vector of a text alone, before normalisation.</summary>
    public static float[] Vector(string text, int width, float added = 0) =>
        [.. Enumerable.Range(0, width).Select(i => SHA256.HashData(Encoding.UTF8.GetBytes($"{i} {text}"))[0] / 128f - 1 + added)];
}
