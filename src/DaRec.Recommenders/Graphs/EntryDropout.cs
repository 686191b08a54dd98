using System.Numerics;
using System.Runtime.CompilerServices;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Graphs;

/// <summary>Which entries of a matrix a training step keeps: entry i is kept where the i-th of a row of random numbers is small.</summary>
/// <remarks>
/// The i-th number is i mixed twice (MurmurHash3's finaliser, Appleby, 2011) with one half of a random 64-bit key each time, a few
/// instructions for eight entries whatever came before them. So nothing is stored, any thread can ask for any entry, and the forms
/// by rows and by columns agree. Probabilities are exact to 2⁻³².
/// </remarks>
internal readonly struct EntryDropout
{
    private const int PartEntries = 1 << 14;

    private readonly uint _key0;
    private readonly uint _key1;
    private readonly uint _last; // the largest number that is kept

    /// <summary>Draws the key, one number of <paramref name="random"/>.</summary>
    public EntryDropout(double keepProbability, Random random)
    {
        var key = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        (_key0, _key1) = ((uint)key, (uint)(key >> 32));
        _last = (uint)Math.Max(0, Math.Round(keepProbability * Math.Pow(2, 32)) - 1);
    }

    /// <summary>The values that are left of a form's, zero where an entry is dropped.</summary>
    public void Apply(CsrForm form, float[] kept)
    {
        var (dropout, count) = (this, form.Values.Length);
        TorchThreads.For(
            (count + PartEntries - 1) / PartEntries,
            part => dropout.Apply(
                form.Values, form.Numbers, kept, part * PartEntries, Math.Min(PartEntries, count - (part * PartEntries))),
            work: count);
    }

    /// <summary>Whether an entry is kept.</summary>
    /// <param name="number">Of the entry in the form by rows.</param>
    public bool Keeps(int number) => Mix(Mix((uint)number + _key0) ^ _key1) <= _last;

    /// <summary>Whether each of these entries is kept, by operators, the same as <see cref="Apply(CsrForm, float[])"/> keeps, (m).</summary>
    /// <param name="numbers">Entries in the form by rows, int64, (m).</param>
    public Tensor Kept(Tensor numbers)
    {
        using var scope = NewDisposeScope();
        return HashedDraws.Mix(numbers, _key0, _key1).le(Held((long)_last)).MoveToOuterDisposeScope();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private unsafe void Apply(float[] allValues, int[]? allNumbers, float[] allKept, int first, int count)
    {
        fixed (float* values = &allValues[first], kept = &allKept[first])
        fixed (int* numbers = allNumbers)
        {
            var (lanes, i) = (Vector<uint>.Count, 0);
            var (ramp, last) = (Vector.CreateSequence(0u, 1u), new Vector<uint>(_last));
            for (; i <= count - lanes; i += lanes)
            {
                var entries = numbers is null
                    ? ramp + new Vector<uint>((uint)(first + i))
                    : Vector.Load(numbers + first + i).As<int, uint>();
                var isKept = Vector.LessThanOrEqual(Mix(Mix(entries + new Vector<uint>(_key0)) ^ new Vector<uint>(_key1)), last);
                (Vector.Load(values + i).As<float, uint>() & isKept).As<uint, float>().Store(kept + i);
            }

            for (; i < count; i++)
            {
                kept[i] = Keeps(numbers is null ? first + i : numbers[first + i]) ? values[i] : 0;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<uint> Mix(Vector<uint> bits)
    {
        bits = (bits ^ (bits >>> 16)) * new Vector<uint>(0x85EBCA6B);
        bits = (bits ^ (bits >>> 13)) * new Vector<uint>(0xC2B2AE35);
        return bits ^ (bits >>> 16);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Mix(uint bits)
    {
        bits = (bits ^ (bits >> 16)) * 0x85EBCA6B;
        bits = (bits ^ (bits >> 13)) * 0xC2B2AE35;
        return bits ^ (bits >> 16);
    }
}
