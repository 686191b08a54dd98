using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Internal;

/// <summary>Random numbers that are functions of a key and a position, by integer operators alone, on any device.</summary>
/// <remarks>
/// TorchSharp makes generators of the CPU only. Number i of a key is i mixed twice (MurmurHash3's finaliser, Appleby, 2011) with one half
/// of the key each time, so a key gives the same numbers on every device, and nothing has to be stored to go on after a break.
/// Cost: about 12 operators over the numbers; nothing is read back.
/// </remarks>
internal readonly struct HashedDraws
{
    private const long Low = 0xFFFFFFFF;

    private readonly ulong _key;

    /// <param name="seed">What a user chose.</param>
    /// <param name="stream">Which of the numbers of this seed: a step, an epoch, a purpose.</param>
    public HashedDraws(long seed, long stream) =>
        _key = SplitMix(SplitMix(unchecked((ulong)seed)) ^ unchecked((ulong)stream * 0xD1B54A32D192ED03));

    /// <summary>Numbers in [0, 2³²), int64, shape (count).</summary>
    public Tensor Integers(long count, Device device)
    {
        using var scope = NewDisposeScope();
        return Mix(arange(Held(count), dtype: ScalarType.Int64, device: device), (uint)_key, (uint)(_key >> 32)).MoveToOuterDisposeScope();
    }

    /// <summary>Uniform in [0, 1), with 24 bits, of any shape and floating-point type.</summary>
    public Tensor Uniform(long[] shape, ScalarType dtype, Device device)
    {
        using var scope = NewDisposeScope();
        var count = shape.Aggregate(1L, (product, size) => product * size);
        return Integers(count, device).bitwise_right_shift_(8).to(dtype).mul_(Held(1.0 / (1 << 24))).view(shape).MoveToOuterDisposeScope();
    }

    /// <summary>Numbers in [0, bound) for each bound, int64, shape (n).</summary>
    /// <param name="bounds">Int64 in [1, 2³¹), shape (n). Probabilities are exact to 2⁻³² of each.</param>
    public Tensor Below(Tensor bounds)
    {
        using var scope = NewDisposeScope();
        return Integers(bounds.numel(), bounds.device).mul_(bounds).bitwise_right_shift_(32).MoveToOuterDisposeScope();
    }

    /// <summary>The numbers from 0 to count − 1 in random order, int64.</summary>
    public Tensor Permutation(long count, Device device)
    {
        using var scope = NewDisposeScope();

        // 32 bits would tie now and then, and ties come in order.
        var others = Other(count).Integers(count, device).bitwise_right_shift_(1);
        var keys = Integers(count, device).bitwise_left_shift_(31).bitwise_or_(others);
        return keys.argsort().MoveToOuterDisposeScope();
    }

    /// <summary>Some of the numbers from 0 to count − 1, each set of them as likely, ascending, int64, shape (size).</summary>
    public Tensor Distinct(long count, long size, Device device)
    {
        using var scope = NewDisposeScope();
        if (size == count)
        {
            return arange(Held(count), dtype: ScalarType.Int64, device: device).MoveToOuterDisposeScope();
        }

        var (sorted, _) = Permutation(count, device).narrow(0, 0, size).sort();
        return sorted.MoveToOuterDisposeScope();
    }

    /// <summary>Other numbers of the same seed and stream.</summary>
    public HashedDraws Other(long purpose) => new(unchecked((long)_key), purpose);

    /// <summary>Numbers on the host.</summary>
    public Random ToRandom() => new(unchecked((int)_key));

    /// <summary>The number at each position, in [0, 2³²), int64. Positions from 2³² on repeat.</summary>
    public static Tensor Mix(Tensor positions, uint key0, uint key1)
    {
        using var scope = NewDisposeScope();
        return Mix(Mix(positions.add(Held((long)key0)).bitwise_and_(Low)).bitwise_xor_((long)key1)).MoveToOuterDisposeScope();
    }

    private static Tensor Mix(Tensor bits)
    {
        using var scope = NewDisposeScope();
        bits = bits.bitwise_xor(bits.bitwise_right_shift(16)).mul_(Held(0x85EBCA6BL)).bitwise_and_(Low);
        bits = bits.bitwise_xor(bits.bitwise_right_shift(13)).mul_(Held(0xC2B2AE35L)).bitwise_and_(Low);
        return bits.bitwise_xor(bits.bitwise_right_shift(16)).MoveToOuterDisposeScope();
    }

    // Steele, Lea and Flood, 2014.
    private static ulong SplitMix(ulong state)
    {
        state += 0x9E3779B97F4A7C15;
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
