using System.Globalization;
using DaRec.Text.Tokenizing;

namespace DaRec.Text.Hashing;

/// <summary>The features of a text as numbers of buckets: its words, pairs of words, and runs of characters within words.</summary>
/// <remarks>
/// Words are runs of letters and digits, in lower case and without accents; a Chinese character is a word. Runs of characters see
/// the ends of a word as characters, too. The upper half of the buckets belongs to them, the lower one to words.
/// </remarks>
internal sealed class TextFeatures(HashingOptions options)
{
    private const char WordEnd = '\0';
    private const ulong PairSalt = 0x9E3779B97F4A7C15;

    private static readonly BertNormalizer Normalizer = new();

    private readonly bool _countsRuns = options.CharacterWeight > 0 && options.MaxCharacters >= options.MinCharacters;

    public int BucketCount => 1 << options.HashBits;

    /// <summary>Whether a bucket holds runs of characters.</summary>
    public bool HoldsRuns(int bucket) => bucket >= BucketCount / 2;

    /// <summary>Fills the list with the features' buckets in ascending order; what a text has twice is there twice.</summary>
    public void Collect(string text, List<int> buckets)
    {
        buckets.Clear();
        var words = Normalizer.Normalize(text).AsSpan();
        var previous = 0UL;
        while (!words.IsEmpty)
        {
            var length = 0;
            while (length < words.Length && IsWordPart(words[length]))
            {
                length++;
            }

            if (length > 0)
            {
                var hash = StableHash.Mix(StableHash.Add(StableHash.Start, words[..length]));
                buckets.Add(Bucket(hash));
                if (options.WordPairs && previous != 0)
                {
                    buckets.Add(Bucket(StableHash.Add(previous ^ PairSalt, hash)));
                }

                if (_countsRuns)
                {
                    AddRuns(words[..length], buckets);
                }

                previous = hash;
            }

            words = words[Math.Min(length + 1, words.Length)..];
        }

        buckets.Sort();
    }

    private static bool IsWordPart(char character) => character < 128
        ? char.IsAsciiLetterOrDigit(character)
        : char.IsLetterOrDigit(character) || char.IsSurrogate(character)
            || char.GetUnicodeCategory(character) is UnicodeCategory.SpacingCombiningMark;

    private void AddRuns(ReadOnlySpan<char> word, List<int> buckets)
    {
        for (var start = -1; start <= word.Length; start++)
        {
            var hash = StableHash.Start;
            for (var length = 1; length <= options.MaxCharacters && start + length <= word.Length + 1; length++)
            {
                var position = start + length - 1;
                hash = StableHash.Add(hash, position < 0 || position == word.Length ? WordEnd : word[position]);
                if (length >= options.MinCharacters)
                {
                    buckets.Add((BucketCount / 2) + Bucket(StableHash.Mix(hash)));
                }
            }
        }
    }

    private int Bucket(ulong hash) => (int)(hash >> (65 - options.HashBits));
}
