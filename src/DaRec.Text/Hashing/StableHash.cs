namespace DaRec.Text.Hashing;

/// <summary>64-bit hashes that are the same in every process and on every machine (FNV-1a over 16-bit characters, then mixed).</summary>
internal static class StableHash
{
    /// <summary>The hash of nothing, from which others start.</summary>
    public const ulong Start = 0xCBF29CE484222325;

    private const ulong Prime = 0x100000001B3;

    /// <summary>Appends a character.</summary>
    public static ulong Add(ulong hash, char character) => (hash ^ character) * Prime;

    /// <summary>Appends a hash to a hash; the two are no equals.</summary>
    public static ulong Add(ulong hash, ulong value) => Mix((hash * Prime) ^ value);

    /// <summary>Appends characters.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<char> text)
    {
        foreach (var character in text)
        {
            hash = Add(hash, character);
        }

        return hash;
    }

    /// <summary>Spreads what differs over all bits (the finaliser of SplitMix64).</summary>
    public static ulong Mix(ulong hash)
    {
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        return hash ^ (hash >> 31);
    }
}
