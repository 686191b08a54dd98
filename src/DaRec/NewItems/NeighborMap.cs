using System.Buffers;
using DaRec.Internal;

namespace DaRec.NewItems;

/// <summary>The mean of the embeddings of the items with the most similar texts.</summary>
/// <remarks>
/// <code>v(z) = Σⱼ sⱼ⁸ vⱼ / Σⱼ sⱼ⁸  over the k items j of the largest s,  sⱼ = max(0, cos(√b ∘ z, √b ∘ zⱼ))</code>
/// in the leading directions of the texts: weighted as the interactions say, so that texts are alike where people think so. The power
/// lets the nearest count most without a width to set. O(n q) for a text and n known items.
/// </remarks>
internal sealed class NeighborMap : TextMap
{
    private readonly float[] _weights; // √b, (q)
    private readonly float[] _keys; // unit √b ∘ z of the known items, (n, q)
    private readonly float[] _values; // their embeddings, (n, d)
    private readonly int _width;

    /// <param name="weights">√b of the leading directions, (q).</param>
    /// <param name="keys">Unit rows of the known items, (n, q).</param>
    /// <param name="values">Their embeddings, (n, d).</param>
    /// <param name="width">d.</param>
    /// <param name="neighbors">k.</param>
    public NeighborMap(float[] weights, float[] keys, float[] values, int width, int neighbors)
    {
        (_weights, _keys, _values, _width) = (weights, keys, values, width);
        (Count, Neighbors) = (keys.Length / weights.Length, Math.Min(neighbors, keys.Length / weights.Length));
    }

    /// <summary>n, the known items.</summary>
    public int Count { get; }

    /// <summary>k.</summary>
    public int Neighbors { get; }

    public ReadOnlySpan<float> Weights => _weights;

    public ReadOnlySpan<float> Keys => _keys;

    public ReadOnlySpan<float> Values => _values;

    /// <summary>The keys of texts, (count, q).</summary>
    public static float[] KeysOf(ReadOnlySpan<float> texts, int count, ReadOnlySpan<float> weights)
    {
        var (keys, width) = (new float[count * weights.Length], count == 0 ? 0 : texts.Length / count);
        for (var row = 0; row < count; row++)
        {
            var key = keys.AsSpan(row * weights.Length, weights.Length);
            for (var column = 0; column < key.Length; column++)
            {
                key[column] = texts[(row * width) + column] * weights[column];
            }

            RowMath.ToUnitLength(key);
        }

        return keys;
    }

    public override void Place(ReadOnlySpan<float> texts, int count, Span<float> rows, int stride)
    {
        var keys = KeysOf(texts, count, _weights);
        var scores = ArrayPool<float>.Shared.Rent(count * Count);
        InnerProducts.Compute(keys, count, _keys, Count, _weights.Length, scores, Count);
        Span<float> best = new float[Neighbors];
        Span<int> items = new int[Neighbors];
        for (var row = 0; row < count; row++)
        {
            var found = TopItems.Select<float>(scores.AsSpan(row * Count, Count), best, items);
            Average(best[..found], items[..found], rows.Slice(row * stride, _width));
        }

        ArrayPool<float>.Shared.Return(scores);
    }

    private void Average(ReadOnlySpan<float> similarities, ReadOnlySpan<int> items, Span<float> result)
    {
        result.Clear();
        var total = 0f;
        for (var at = 0; at < items.Length; at++)
        {
            var squared = MathF.Max(0, similarities[at]) * MathF.Max(0, similarities[at]);
            var weight = squared * squared * squared * squared;
            var value = _values.AsSpan(items[at] * _width, _width);
            total += weight;
            for (var column = 0; column < result.Length; column++)
            {
                result[column] += weight * value[column];
            }
        }

        for (var column = 0; column < result.Length && total > 0; column++)
        {
            result[column] /= total;
        }
    }
}
