using DaRec.Internal;

namespace DaRec.Text;

/// <summary>Options of <see cref="HashingEmbedder"/>: which features of texts are counted, and the width of the vectors.</summary>
public sealed record HashingOptions
{
    /// <summary>
    /// Width e of a vector, in [1, 4096]; 384 by default, the width of small sentence encoders. Columns beyond the number of directions
    /// that the corpus spans are 0.
    /// </summary>
    public int Width { get; init => field = Guard.InRange(value, 1, 4096); } = 384;

    /// <summary>
    /// Width of a feature's hash in bits, in [8, 24]; 20 by default. Features whose hashes agree in these bits are counted as one.
    /// </summary>
    internal int HashBits { get; init => field = Guard.InRange(value, 8, 24); } = 20;

    /// <summary>
    /// Maximum number of features, ≥ 1; 65,536 by default. Features that occur in the most texts are kept. Fitting uses 4 (e + 32) bytes of
    /// memory per feature.
    /// </summary>
    public int Features { get; init => field = Guard.AtLeast(value, 1); } = 1 << 16;

    /// <summary>Whether pairs of neighbouring words are features; true by default.</summary>
    public bool WordPairs { get; init; } = true;

    /// <summary>
    /// Weight of a character n-gram relative to a word, ≥ 0; 0.5 by default. With 0, only words and word pairs are counted.
    /// </summary>
    public double CharacterWeight { get; init => field = Guard.Weight(value); } = 0.5;

    /// <summary>
    /// Number of characters in the shortest character n-gram, in [1, 16]; 3 by default. The beginning and the end of a word count as one
    /// character each.
    /// </summary>
    public int MinCharacters { get; init => field = Guard.InRange(value, 1, 16); } = 3;

    /// <summary>
    /// Number of characters in the longest character n-gram, in [1, 16]; 5 by default. Below <see cref="MinCharacters"/>, no character
    /// n-grams are counted.
    /// </summary>
    public int MaxCharacters { get; init => field = Guard.InRange(value, 1, 16); } = 5;

    /// <summary>Whether a feature that occurs t times in a text has weight 1 + ln t rather than t; true by default.</summary>
    public bool SublinearFrequency { get; init; } = true;

    /// <summary>Seed of the randomised SVD; 2023 by default. The same corpus, options and seed give the same vectors.</summary>
    public ulong Seed { get; init; } = 2023;
}
