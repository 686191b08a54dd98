using System.Runtime.CompilerServices;

namespace DaRec.Recommenders.Graphs;

/// <summary>Which entries of a matrix a training step keeps: entry i is kept where the i-th number of a random sequence is small.</summary>
/// <remarks>
/// The sequence is SplitMix64 (Steele, Lea and Flood, 2014) from a random start, whose i-th number takes a few instructions whatever
/// came before it. So nothing is stored, any thread can ask for any entry, and rows and columns agree. Probabilities are exact to 2⁻⁵³.
/// </remarks>
internal readonly struct EntryDropout(double keepProbability, Random random)
{
    private const ulong Step = 0x9E3779B97F4A7C15;

    private readonly ulong _start = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
    private readonly ulong _threshold = (ulong)(keepProbability * Math.Pow(2, 64)); // < 2⁶⁴: probability one needs no dropout

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool Keeps(int entry)
    {
        var bits = _start + (((ulong)entry + 1) * Step);
        bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
        return (bits ^ (bits >> 31)) < _threshold;
    }
}
