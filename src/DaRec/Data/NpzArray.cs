using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using DaRec.Embeddings.Files;

namespace DaRec.Data;

/// <summary>An array out of a .npz file, in memory.</summary>
internal sealed class NpzArray(string source, NpyHeader header, ReadOnlyMemory<byte> data)
{
    /// <summary>Length of each dimension.</summary>
    public IReadOnlyList<long> Shape => header.Shape;

    /// <summary>Row i of a matrix stored by rows.</summary>
    public NpzArray Row(int i)
    {
        if (header.Shape.Count != 2 || header.Shape[0] <= i || header.FortranOrder)
        {
            throw Unexpected("a matrix with a row " + i);
        }

        var rowBytes = (int)(data.Length / header.Shape[0]);
        return new NpzArray(source, header, data.Slice(i * rowBytes, rowBytes));
    }

    /// <summary>A scalar string, of bytes or Unicode.</summary>
    public string ToText() => header.Kind switch
    {
        'S' when header.ElementCount == 1 => Encoding.ASCII.GetString(data.Span).TrimEnd('\0'),
        'U' when header.ElementCount == 1 => Encoding.UTF32.GetString(data.Span).TrimEnd('\0'),
        _ => throw Unexpected("one string"),
    };

    /// <summary>The elements of a float32 array stored by rows.</summary>
    public float[] ToFloats() => header is { Kind: 'f', ItemSize: sizeof(float), FortranOrder: false }
        ? MemoryMarshal.Cast<byte, float>(data.Span).ToArray()
        : throw Unexpected("float32 by rows");

    /// <summary>Integers of any width, each in [minimum, maximum].</summary>
    public int[] ToInts(int minimum, int maximum) => (header.Kind, header.ItemSize) switch
    {
        ('i', 1) => ToInts<sbyte>(minimum, maximum),
        ('i', 2) => ToInts<short>(minimum, maximum),
        ('i', 4) => ToInts<int>(minimum, maximum),
        ('i', 8) => ToInts<long>(minimum, maximum),
        ('u', 1) => ToInts<byte>(minimum, maximum),
        ('u', 2) => ToInts<ushort>(minimum, maximum),
        ('u', 4) => ToInts<uint>(minimum, maximum),
        ('u', 8) => ToInts<ulong>(minimum, maximum),
        _ => throw Unexpected("integers"),
    };

    /// <summary>Which elements of a numeric or bool array differ from zero; NaN is refused.</summary>
    public bool[] NonZero() => (header.Kind, header.ItemSize) switch
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

    private int[] ToInts<T>(int minimum, int maximum)
        where T : unmanaged, IBinaryInteger<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(data.Span);
        var result = new int[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var value = long.CreateSaturating(values[i]);
            if (value < minimum || value > maximum)
            {
                throw new InvalidDataException($"{source}: entry {i} is {values[i]}, outside {minimum} to {maximum}.");
            }

            result[i] = (int)value;
        }

        return result;
    }

    private bool[] NonZero<T>()
        where T : unmanaged, INumberBase<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(data.Span);
        var result = new bool[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            if (T.IsNaN(values[i]))
            {
                throw new InvalidDataException($"{source}: entry {i} is NaN.");
            }

            result[i] = !T.IsZero(values[i]);
        }

        return result;
    }

    private InvalidDataException Unexpected(string expected) =>
        new($"{source}: expected {expected}; it holds '{header.Descr}' of shape ({string.Join(", ", header.Shape)}).");
}
