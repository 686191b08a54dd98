using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace DaRec.Cli.Fuzzing;

/// <summary>Makes mutants of a file: flipped bits, cuts, splices, and numbers and lengths that are too large, too small or negative.</summary>
internal static class Mutator
{
    private const int MostChanges = 4;

    private static readonly byte[] Bytes = [0, 1, 0x7F, 0x80, 0xFF, (byte)'"', (byte)'{', (byte)'[', (byte)',', (byte)'\t', (byte)'\n', 0xC3];

    private static readonly long[] Numbers =
    [
        0, 1, -1, 2, 127, 128, 255, 256, 32_767, 65_535, 65_536, 1_000_000, int.MaxValue - 57, int.MaxValue, int.MinValue, uint.MaxValue,
        1L << 32, 1L << 40, 1L << 62, long.MaxValue, long.MinValue,
    ];

    private static readonly string[] Words =
    [
        "null", "true", "\"\"", "{}", "[]", "-1", "0", "1.5", "1e999", "NaN", "99999999999999999999", "\"\\ud800\"", "\"\\u0000\"", "\"", ",",
        "\t", "\n", "\r\n", "'", ")", "[[[[[[[[", "../..",
    ];

    /// <summary>A mutant; the bytes that it comes from stay.</summary>
    /// <param name="whole">A file that is read without complaint.</param>
    /// <param name="other">Another one, parts of which may enter.</param>
    /// <param name="random">Decides.</param>
    public static byte[] Apply(ReadOnlySpan<byte> whole, ReadOnlySpan<byte> other, Random random)
    {
        List<byte> bytes = [.. whole];
        for (var changes = 1 + random.Next(MostChanges); changes > 0; changes--)
        {
            Change(bytes, other, random);
        }

        return [.. bytes];
    }

    private static void Change(List<byte> bytes, ReadOnlySpan<byte> other, Random random)
    {
        if (bytes.Count == 0)
        {
            bytes.AddRange(other[..random.Next(other.Length + 1)]);
            return;
        }

        var at = random.Next(bytes.Count);
        switch (random.Next(11))
        {
            case 0 or 1:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 2:
                bytes[at] = Bytes[random.Next(Bytes.Length)];
                break;
            case 3:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
            case 4:
                bytes.RemoveRange(at, Length(bytes.Count - at, random));
                break;
            case 5:
                bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, Length(bytes.Count - at, random)));
                break;
            case 6 when other.Length > 0:
                var from = random.Next(other.Length);
                bytes.InsertRange(at, other.Slice(from, Length(other.Length - from, random)));
                break;
            case 7:
                ChangeDigits(bytes, at, random);
                break;
            case 8:
                ChangeInteger(bytes, at, random);
                break;
            case 9:
                bytes.InsertRange(at, Encoding.ASCII.GetBytes(Words[random.Next(Words.Length)]));
                break;
            default:
                var word = Encoding.ASCII.GetBytes(Words[random.Next(Words.Length)]);
                bytes.RemoveRange(at, Math.Min(word.Length, bytes.Count - at));
                bytes.InsertRange(at, word);
                break;
        }
    }

    // Mostly short, as lines and fields are.
    private static int Length(int most, Random random) => random.Next(3) == 0 ? random.Next(most + 1) : random.Next(Math.Min(most, 16) + 1);

    // The next number that is written in digits.
    private static void ChangeDigits(List<byte> bytes, int at, Random random)
    {
        var begin = bytes.FindIndex(at, value => char.IsAsciiDigit((char)value));
        if (begin < 0)
        {
            return;
        }

        var end = bytes.FindIndex(begin, value => !char.IsAsciiDigit((char)value));
        bytes.RemoveRange(begin, (end < 0 ? bytes.Count : end) - begin);
        var number = Numbers[random.Next(Numbers.Length)].ToString(CultureInfo.InvariantCulture);
        bytes.InsertRange(begin, Encoding.ASCII.GetBytes(number));
    }

    private static void ChangeInteger(List<byte> bytes, int at, Random random)
    {
        Span<byte> integer = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(integer, Numbers[random.Next(Numbers.Length)]);
        var length = Math.Min(1 << random.Next(4), bytes.Count - at);
        for (var i = 0; i < length; i++)
        {
            bytes[at + i] = integer[i];
        }
    }
}
