using System.Numerics;
using System.Runtime.CompilerServices;

namespace DaRec.Internal;

/// <summary>The numbers of <see cref="Random(int)"/>, with a state that can be read and put back.</summary>
/// <remarks>
/// Knuth's subtractive generator (1981), as .NET has it for seeds: a run that goes on from a checkpoint draws what the unbroken run draws,
/// and a run on another version of .NET the same.
/// </remarks>
internal sealed class SeededRandom : Random
{
    /// <summary>How many numbers a state has.</summary>
    public const int StateLength = Last + 3;

    private const int Last = 55; // entry 0 is not used
    private const double Unit = 1.0 / int.MaxValue;

    private readonly int[] _entries = new int[Last + 1];
    private int _next;
    private int _other = 21;

    /// <param name="seed">As for <see cref="Random(int)"/>.</param>
    public SeededRandom(int seed)
    {
        unchecked
        {
            var (value, step) = (161803398 - (seed == int.MinValue ? int.MaxValue : Math.Abs(seed)), 1);
            _entries[Last] = value;
            for (int i = 1, at = 0; i < Last; i++)
            {
                at = (at + 21) % Last;
                _entries[at] = step;
                (step, value) = (Wrap(value - step), _entries[at]);
            }

            for (var round = 1; round < 5; round++)
            {
                for (var i = 1; i <= Last; i++)
                {
                    _entries[i] = Wrap(_entries[i] - _entries[1 + ((i + 30) % Last)]);
                }
            }
        }
    }

    /// <summary>All that the next numbers depend on: a copy, of <see cref="StateLength"/> numbers.</summary>
    /// <exception cref="ArgumentException">Set: numbers that are no state.</exception>
    public int[] State
    {
        get => [.. _entries, _next, _other];
        set
        {
            if (value is not [.., >= 0 and <= Last, >= 0 and <= Last] || value.Length != StateLength)
            {
                throw new ArgumentException($"Expected the {StateLength} numbers of a state, got {value?.Length ?? 0} that are none.", nameof(value));
            }

            value.AsSpan(..^2).CopyTo(_entries);
            (_next, _other) = (value[^2], value[^1]);
        }
    }

    public override int Next()
    {
        _next = _next >= Last ? 1 : _next + 1;
        _other = _other >= Last ? 1 : _other + 1;
        var value = unchecked(_entries[_next] - _entries[_other]);
        value = Wrap(value == int.MaxValue ? value - 1 : value);
        return _entries[_next] = value;
    }

    public override int Next(int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxValue);
        return (int)(Sample() * maxValue);
    }

    public override int Next(int minValue, int maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = (long)maxValue - minValue;
        return range <= int.MaxValue
            ? (int)(Sample() * range) + minValue
            : (int)((long)(WideSample() * range) + minValue);
    }

    public override long NextInt64()
    {
        while (true)
        {
            if (Bits() >> 1 is var value && value != long.MaxValue)
            {
                return (long)value;
            }
        }
    }

    public override long NextInt64(long maxValue) => NextInt64(0, maxValue);

    public override long NextInt64(long minValue, long maxValue)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(minValue, maxValue);
        var range = unchecked((ulong)(maxValue - minValue));
        while (range > 1)
        {
            var value = Bits() >> (64 - BitOperations.Log2(range - 1) - 1);
            if (value < range)
            {
                return unchecked((long)value + minValue);
            }
        }

        return minValue;
    }

    public override double NextDouble() => Sample();

    public override float NextSingle()
    {
        while (true)
        {
            if ((float)Sample() is var value && value < 1)
            {
                return value;
            }
        }
    }

    public override void NextBytes(byte[] buffer) => NextBytes(buffer.AsSpan());

    public override void NextBytes(Span<byte> buffer)
    {
        foreach (ref var value in buffer)
        {
            value = (byte)Next();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    protected override double Sample() => Next() * Unit;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Wrap(int value) => value < 0 ? unchecked(value + int.MaxValue) : value;

    private ulong Bits() => (uint)Next(1 << 22) | ((ulong)(uint)Next(1 << 22) << 22) | ((ulong)(uint)Next(1 << 20) << 44);

    private double WideSample()
    {
        var value = Next();
        value = Next() % 2 == 0 ? -value : value;
        return (value + (int.MaxValue - 1.0)) / ((2 * (uint)int.MaxValue) - 1);
    }
}
