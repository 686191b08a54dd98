using DaRec.Serving;
using Microsoft.Extensions.AI;

namespace DaRec.Serve;

/// <summary>Gives new items the embeddings of their texts.</summary>
/// <param name="embedder">Embeds plain texts; null where none is registered.</param>
public sealed class TextVectors(IEmbeddingGenerator<string, Embedding<float>>? embedder = null)
{
    /// <summary>Returns an embedding for each item: its own, or that of its text.</summary>
    /// <param name="items">The items.</param>
    /// <param name="width">Width that the index expects; null where it takes no new items.</param>
    /// <param name="cancellation">Ends a call of the embedder.</param>
    public async Task<VectorTable> OfAsync(IReadOnlyList<NewItem> items, int? width, CancellationToken cancellation)
    {
        string[] texts = [.. items.Where(item => item is { Embedding: null, Text: not null }).Select(item => item.Text!)];
        var embedded = new Queue<ReadOnlyMemory<float>>(texts.Length == 0 ? [] : await EmbedAsync(texts, width, cancellation));
        return VectorTable.FromRows([.. items.Select(item => item switch
        {
            { Embedding: { } embedding, Text: null } => embedding,
            { Embedding: null, Text: not null } => embedded.Dequeue(),
            null => throw new ArgumentException("Expected items, got null among them."),
            _ => throw new ArgumentException(
                $"Expected item '{item.Id}' with either an embedding or a text, got {(item.Text is null ? "neither" : "both")}."),
        })]);
    }

    private async Task<IEnumerable<ReadOnlyMemory<float>>> EmbedAsync(string[] texts, int? width, CancellationToken cancellation)
    {
        if (embedder is null)
        {
            throw new NotSupportedException(
                "This service was started without an embedder and cannot embed texts: send embeddings, or start it with --embedder.");
        }

        if (texts.Any(string.IsNullOrWhiteSpace))
        {
            throw new ArgumentException("Expected texts, got an empty one.");
        }

        try
        {
            var answer = await embedder.GenerateAsync(texts, cancellationToken: cancellation);
            return width is null || (answer.Count == texts.Length && answer.All(one => one.Vector.Length == width))
                ? answer.Select(one => UnitLength(one.Vector))
                : throw new InvalidDataException(
                    $"expected {texts.Length} of width {width}, got {answer.Count} of width {answer.FirstOrDefault()?.Vector.Length}");
        }
        catch (Exception exception) when (!cancellation.IsCancellationRequested)
        {
            throw new BadHttpRequestException(
                $"The embedder gave no embeddings: {exception.Message}.", StatusCodes.Status503ServiceUnavailable, exception);
        }
    }

    /// <summary>As <c>darec encode</c> leaves its vectors, unless told otherwise.</summary>
    private static ReadOnlyMemory<float> UnitLength(ReadOnlyMemory<float> vector)
    {
        var values = vector.ToArray();
        var length = Math.Sqrt(values.Sum(value => (double)value * value));
        return length == 0 ? values : Array.ConvertAll(values, value => (float)(value / length));
    }
}
