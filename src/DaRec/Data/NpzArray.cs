using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using DaRec.Embeddings.Files;
using DaRec.Internal;

namespace DaRec.Data;

/// <summary>An array out of a .npz file, in memory, in blocks of bytes.</summary>
/// <param name="source">What messages call it.</param>
/// <param name="header">Its header.</param>
/// <param name="blocks">Its data, each block but the last of <see cref="BlockBytes"/>.</param>
/// <param name="row">Which row of a matrix it is; null for the whole.</param>
internal sealed class NpzArray(string source, NpyHeader header, IReadOnlyList<byte[]> blocks, int? row = null)
{
    /// <summary>Bytes of a block, a multiple of the sizes of all numbers.</summary>
    public const int BlockBytes = 1 << 24;

    private readonly long _first = row is { } at ? at * header.Shape[1] : 0;
    private readonly long _count = row is null ? header.ElementCount : header.Shape[1];

    /// <summary>Length of each dimension.</summary>
    public IReadOnlyList<long> Shape => header.Shape;

    /// <summary>Row i of a matrix stored by rows.</summary>
    public NpzArray Row(int i) => header.Shape.Count == 2 && header.Shape[0] > i && !header.FortranOrder
        ? new NpzArray(source, header, blocks, i)
        : throw Unexpected("a matrix with a row " + i);

    /// <summary>A scalar string, of bytes or Unicode.</summary>
    public string ToText() => header.Kind switch
    {
        'S' when header.ElementCount == 1 => Encoding.ASCII.GetString(Bytes()).TrimEnd('\0'),
        'U' when header.ElementCount == 1 => Encoding.UTF32.GetString(Bytes()).TrimEnd('\0'),
        _ => throw Unexpected("one string"),
    };

    /// <summary>The elements of a float32 array stored by rows, at most as many as an array holds.</summary>
    public float[] ToFloats()
    {
        if (header is not { Kind: 'f', ItemSize: sizeof(float), FortranOrder: false } || _count > Array.MaxLength)
        {
            throw Unexpected($"float32 by rows, at most {Array.MaxLength} of them");
        }

        var values = new float[_count];
        for (var at = 0; at < values.Length;)
        {
            var block = From<float>(at);
            block.CopyTo(values.AsSpan(at));
            at += block.Length;
        }

        return values;
    }

    /// <summary>Integers of any width, each in [minimum, maximum].</summary>
    public LongList<int> ToInts(int minimum, int maximum) => Convert(minimum, maximum, value => (int)value);

    /// <summary>Integers of any width, each in [minimum, maximum].</summary>
    public LongList<long> ToLongs(long minimum, long maximum) => Convert(minimum, maximum, value => value);

    /// <summary>Which elements of a numeric or bool array differ from zero; NaN is refused.</summary>
    public LongList<bool> NonZero() => (header.Kind, header.ItemSize) switch
    {
        ('i' or 'u' or 'b', 1) => NonZero<byte>(),
        ('i' or 'u', 2) => NonZero<ushort>(),
        ('i' or 'u', 4) => NonZero<uint>(),
        ('i' or 'u', 8) => NonZero<ulong>(),
        ('f', 2) => NonZero<Half>(),
        ('f', 4) => NonZero<float>(),
        ('f', 8) => NonZero<double>(),
        _ => throw Unexpected("numbers or bools"),
    };

    private LongList<TOut> Convert<TOut>(long minimum, long maximum, Func<long, TOut> convert)
        where TOut : unmanaged => (header.Kind, header.ItemSize) switch
        {
            ('i', 1) => Convert<sbyte, TOut>(minimum, maximum, convert),
            ('i', 2) => Convert<short, TOut>(minimum, maximum, convert),
            ('i', 4) => Convert<int, TOut>(minimum, maximum, convert),
            ('i', 8) => Convert<long, TOut>(minimum, maximum, convert),
            ('u', 1) => Convert<byte, TOut>(minimum, maximum, convert),
            ('u', 2) => Convert<ushort, TOut>(minimum, maximum, convert),
            ('u', 4) => Convert<uint, TOut>(minimum, maximum, convert),
            ('u', 8) => Convert<ulong, TOut>(minimum, maximum, convert),
            _ => throw Unexpected("integers"),
        };

    private LongList<TOut> Convert<T, TOut>(long minimum, long maximum, Func<long, TOut> convert)
        where T : unmanaged, IBinaryInteger<T>
        where TOut : unmanaged
    {
        var result = new LongList<TOut>();
        while (result.Count < _count)
        {
            foreach (var element in From<T>(result.Count))
            {
                var value = long.CreateSaturating(element);
                if (value < minimum || value > maximum)
                {
                    throw new InvalidDataException($"{source}: entry {result.Count} is {element}, outside {minimum} to {maximum}.");
                }

                result.Add(convert(value));
            }
        }

        return result;
    }

    private LongList<bool> NonZero<T>()
        where T : unmanaged, INumberBase<T>
    {
        var result = new LongList<bool>();
        while (result.Count < _count)
        {
            foreach (var element in From<T>(result.Count))
            {
                result.Add(!T.IsNaN(element)
                    ? !T.IsZero(element)
                    : throw new InvalidDataException($"{source}: entry {result.Count} is NaN."));
            }
        }

        return result;
    }

    // The elements from one on that lie in its block.
    private ReadOnlySpan<T> From<T>(long element)
        where T : unmanaged
    {
        var (block, place) = Math.DivRem((_first + element) * Unsafe.SizeOf<T>(), BlockBytes);
        var elements = MemoryMarshal.Cast<byte, T>(blocks[(int)block].AsSpan((int)place));
        return elements[..(int)Math.Min(elements.Length, _count - element)];
    }

    private ReadOnlySpan<byte> Bytes() => blocks.Count == 0 ? [] : blocks[0].AsSpan(0, (int)Math.Min(BlockBytes, header.DataLength));

    private InvalidDataException Unexpected(string expected) =>
        new($"{source}: expected {expected}; it holds '{header.Descr}' of shape ({string.Join(", ", header.Shape)}).");
}
