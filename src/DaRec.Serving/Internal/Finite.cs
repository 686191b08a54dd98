using System.Numerics;
using System.Runtime.InteropServices;

namespace DaRec.Serving.Internal;

/// <summary>Whether numbers are finite.</summary>
internal static class Finite
{
    private const int ExponentBits = 0x7F800000;

    /// <summary>Position of the first NaN or infinity; −1 where there is none.</summary>
    public static int FirstOther(ReadOnlySpan<float> values)
    {
        var bits = MemoryMarshal.Cast<float, int>(values);
        var at = 0;
        var exponent = new Vector<int>(ExponentBits);
        for (; at <= bits.Length - Vector<int>.Count; at += Vector<int>.Count)
        {
            if (Vector.EqualsAny(new Vector<int>(bits[at..]) & exponent, exponent))
            {
                break;
            }
        }

        for (; at < values.Length; at++)
        {
            if (!float.IsFinite(values[at]))
            {
                return at;
            }
        }

        return -1;
    }

    /// <summary>Throws where a value is not finite.</summary>
    public static void Check(ReadOnlySpan<float> values, string name)
    {
        if (FirstOther(values) is >= 0 and var at)
        {
            throw new ArgumentException($"Expected finite numbers, got {values[at]} at position {at} of {name}.", name);
        }
    }

    /// <summary>Throws where a row of a table is not finite.</summary>
    /// <param name="table">The table.</param>
    /// <param name="what">What the rows are, such as "text".</param>
    /// <param name="name">The argument that the table came as.</param>
    /// <param name="id">How a row is called beside its number; null for the number alone.</param>
    public static void Check(VectorTable table, string what, string name, Func<int, string>? id = null)
    {
        for (var row = 0; row < table.Count; row++)
        {
            if (FirstOther(table[row]) >= 0)
            {
                var called = id is null ? "" : $" (id '{id(row)}')";
                throw new ArgumentException(
                    $"Expected finite numbers, got NaN or infinity in row {row}{called} of the {what} vectors.", name);
            }
        }

        GC.KeepAlive(table); // a mapped table: its rows are pointers
    }
}
