namespace DaRec.Text.Hashing;

/// <summary>TF-IDF: the features of a corpus that are kept, as columns, and what each of them counts in a text.</summary>
/// <remarks>
/// <code>weight = k · (1 + ln tf) · (1 + ln((1 + n) / (1 + df)))</code>
/// with tf the times a text has the feature, df the texts that have it, and k the weight of its kind. Rows get unit length. Columns
/// are numbered by falling df, so that those that are used most lie side by side.
/// </remarks>
internal sealed class FeatureWeights
{
    /// <summary>A feature that a text has more often counts as if it had it so often.</summary>
    public const int MostTimes = 255;

    /// <summary>Bits of an entry that hold the times; the others hold the column.</summary>
    public const int TimesBits = 8;

    private readonly TextFeatures _features;
    private readonly int[] _columnOfBucket; // −1 for those that are not kept

    private FeatureWeights(TextFeatures features, HashingOptions options, int[] buckets, int[] counts, int texts)
    {
        _features = features;
        Columns = buckets.Length;
        _columnOfBucket = new int[features.BucketCount];
        Array.Fill(_columnOfBucket, -1);
        ColumnWeights = new float[buckets.Length];
        Fingerprint = StableHash.Start;
        for (var column = 0; column < buckets.Length; column++)
        {
            var (bucket, count) = (buckets[column], counts[buckets[column]]);
            _columnOfBucket[bucket] = column;
            var kind = features.HoldsRuns(bucket) ? options.CharacterWeight : 1;
            ColumnWeights[column] = (float)(kind * (1 + Math.Log((1.0 + texts) / (1 + count))));
            Fingerprint = StableHash.Add(Fingerprint, ((ulong)bucket << 32) | (uint)count);
        }

        for (var times = 1; times <= MostTimes; times++)
        {
            TimesWeights[times] = options.SublinearFrequency ? 1 + MathF.Log(times) : times;
        }
    }

    /// <summary>Number of columns m.</summary>
    public int Columns { get; }

    /// <summary>The part of a weight that a column has everywhere.</summary>
    public float[] ColumnWeights { get; }

    /// <summary>The part of a weight that comes of the times, by the times.</summary>
    public float[] TimesWeights { get; } = new float[MostTimes + 1];

    /// <summary>A hash of the columns and their counts.</summary>
    public ulong Fingerprint { get; }

    /// <summary>Counts the texts of each feature and keeps the most common features.</summary>
    public static FeatureWeights Count(IReadOnlyList<string> texts, HashingOptions options)
    {
        var features = new TextFeatures(options);
        var counts = new int[features.BucketCount];
        TextParts.ForEach(texts.Count, (start, end) =>
        {
            var buckets = new List<int>();
            for (var text = start; text < end; text++)
            {
                features.Collect(texts[text], buckets);
                for (var i = 0; i < buckets.Count; i++)
                {
                    if (i == 0 || buckets[i] != buckets[i - 1])
                    {
                        Interlocked.Increment(ref counts[buckets[i]]);
                    }
                }
            }
        });

        var kept = Enumerable.Range(0, counts.Length)
            .Where(bucket => counts[bucket] > 0)
            .OrderByDescending(bucket => counts[bucket])
            .Take(options.Features)
            .ToArray();
        return new FeatureWeights(features, options, kept, counts, texts.Count);
    }

    /// <summary>Appends a text's entries, each a column and the times the text has it.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="buckets">Room to work in.</param>
    /// <param name="entries">Where they go.</param>
    /// <returns>What brings the row of weights to unit length; 0 where no feature is known.</returns>
    public float AddRow(string text, List<int> buckets, List<uint> entries)
    {
        _features.Collect(text, buckets);
        var squares = 0.0;
        for (var i = 0; i < buckets.Count;)
        {
            var next = i + 1;
            while (next < buckets.Count && buckets[next] == buckets[i])
            {
                next++;
            }

            if (_columnOfBucket[buckets[i]] is >= 0 and var column)
            {
                var entry = ((uint)column << TimesBits) | (uint)Math.Min(next - i, MostTimes);
                entries.Add(entry);
                squares += Math.Pow(Weight(entry), 2);
            }

            i = next;
        }

        return squares > 0 ? (float)(1 / Math.Sqrt(squares)) : 0;
    }

    /// <summary>An entry's weight.</summary>
    public float Weight(uint entry) => ColumnWeights[entry >> TimesBits] * TimesWeights[entry & MostTimes];
}
