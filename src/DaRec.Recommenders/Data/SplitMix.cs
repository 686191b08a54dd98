namespace DaRec.Recommenders.Data;

/// <summary>SplitMix64 (Steele, Lea and Flood, 2014): random numbers of one of many independent streams, without memory of their own.</summary>
internal struct SplitMix
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private ulong _state;

    /// <summary>The stream of a number.</summary>
    public SplitMix(long seed, long stream)
    {
        _state = unchecked((ulong)seed);
        _state = Next() ^ unchecked((ulong)stream * 0xD1342543DE82EF95);
        _state = Next();
    }

    /// <summary>Uniform over all 64-bit numbers.</summary>
    public ulong Next()
    {
        var mixed = _state = unchecked(_state + Step);
        mixed = unchecked((mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9);
        mixed = unchecked((mixed ^ (mixed >> 27)) * 0x94D049BB133111EB);
        return mixed ^ (mixed >> 31);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));
}
