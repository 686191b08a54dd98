using DaRec.Internal;

namespace DaRec.Text;

/// <summary>What <see cref="HashingEmbedder"/> counts, and how wide its vectors are.</summary>
public sealed record HashingOptions
{
    private readonly int _width = 384;
    private readonly int _hashBits = 20;
    private readonly int _features = 1 << 16;
    private readonly double _characterWeight = 0.5;
    private readonly int _minCharacters = 3;
    private readonly int _maxCharacters = 5;

    /// <summary>The defaults.</summary>
    public static HashingOptions Default { get; } = new();

    /// <summary>
    /// Width e of a vector, in [1, 4096]; 384 by default, that of the small sentence encoders, so that one stands in for the other.
    /// Where the corpus spans fewer directions, the rest of a vector is 0.
    /// </summary>
    public int Width
    {
        get => _width;
        init => _width = InRange(value, 1, 4096, nameof(Width));
    }

    /// <summary>Features are told apart by so many bits of their hash, in [8, 24]; 20 by default, about a million.</summary>
    public int HashBits
    {
        get => _hashBits;
        init => _hashBits = InRange(value, 8, 24, nameof(HashBits));
    }

    /// <summary>
    /// Features that are kept, those of most texts first, ≥ 1; 65,536 by default. They decide on memory: 4 (e + 32) bytes each.
    /// </summary>
    public int Features
    {
        get => _features;
        init => _features = Guard.AtLeast(value, 1);
    }

    /// <summary>Whether pairs of neighbouring words count; true by default.</summary>
    public bool WordPairs { get; init; } = true;

    /// <summary>What a run of characters counts against a word, ≥ 0; 0.5 by default, and 0 counts words alone.</summary>
    public double CharacterWeight
    {
        get => _characterWeight;
        init => _characterWeight = Guard.Weight(value);
    }

    /// <summary>Characters of the shortest run within a word, its two ends counted, in [1, 16]; 3 by default.</summary>
    public int MinCharacters
    {
        get => _minCharacters;
        init => _minCharacters = InRange(value, 1, 16, nameof(MinCharacters));
    }

    /// <summary>Characters of the longest run, in [1, 16]; 5 by default. Below <see cref="MinCharacters"/> no runs count.</summary>
    public int MaxCharacters
    {
        get => _maxCharacters;
        init => _maxCharacters = InRange(value, 1, 16, nameof(MaxCharacters));
    }

    /// <summary>Whether a feature that a text has t times counts 1 + ln t rather than t; true by default.</summary>
    public bool SublinearFrequency { get; init; } = true;

    /// <summary>The seed of the search for the leading directions; 2023 by default.</summary>
    public ulong Seed { get; init; } = 2023;

    private static int InRange(int value, int least, int most, string name) => value >= least && value <= most
        ? value
        : throw new ArgumentOutOfRangeException(name, value, $"Expected {name} in [{least}, {most}].");
}
