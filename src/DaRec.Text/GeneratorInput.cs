using Microsoft.Extensions.AI;

namespace DaRec.Text;

/// <summary>What callers hand to a generator that has one width and one model.</summary>
internal static class GeneratorInput
{
    /// <summary>The texts, none of them null.</summary>
    public static string[] Check(IEnumerable<string> values, EmbeddingGenerationOptions? options, int width)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (options?.Dimensions is { } dimensions && dimensions != width)
        {
            throw new ArgumentException(
                $"Expected {width} dimensions, the width of this model, or none; got {dimensions}.", nameof(options));
        }

        string[] texts = [.. values];
        var missing = Array.IndexOf(texts, null);
        return missing < 0
            ? texts
            : throw new ArgumentException($"Expected texts, got null as number {missing}; an empty text is \"\".", nameof(values));
    }
}
