namespace DaRec.Text.Hashing;

/// <summary>A corpus as a sparse matrix A, texts × features, its rows at unit length: four bytes an entry.</summary>
/// <remarks>An entry is a column and how often the text has it; its weight is looked up.</remarks>
internal sealed class WeightedTexts
{
    private readonly Part[] _parts;

    private WeightedTexts(FeatureWeights weights, Part[] parts, int count) => (Weights, _parts, Count) = (weights, parts, count);

    public FeatureWeights Weights { get; }

    /// <summary>Number of texts n.</summary>
    public int Count { get; }

    public static WeightedTexts Create(IReadOnlyList<string> texts, FeatureWeights weights)
    {
        var parts = new Part[(texts.Count + TextParts.Size - 1) / TextParts.Size];
        TextParts.ForEach(texts.Count, (start, end) =>
        {
            var (offsets, scales) = (new int[end - start + 1], new float[end - start]);
            var (buckets, entries) = (new List<int>(), new List<uint>());
            for (var text = start; text < end; text++)
            {
                scales[text - start] = weights.AddRow(texts[text], buckets, entries);
                offsets[text - start + 1] = entries.Count;
            }

            parts[start / TextParts.Size] = new Part(offsets, [.. entries], scales);
        });
        return new WeightedTexts(weights, parts, texts.Count);
    }

    /// <summary>The entries of a row, and what their weights are multiplied by.</summary>
    public ReadOnlySpan<uint> Row(int text, out float scale)
    {
        var part = _parts[text / TextParts.Size];
        var row = text % TextParts.Size;
        scale = part.Scales[row];
        return part.Entries.AsSpan(part.Offsets[row]..part.Offsets[row + 1]);
    }

    private sealed record Part(int[] Offsets, uint[] Entries, float[] Scales);
}
