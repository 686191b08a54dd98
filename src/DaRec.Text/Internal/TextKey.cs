using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace DaRec.Text.Internal;

/// <summary>Texts known by the first half of their SHA-256: 128 bits, which no two texts share by accident.</summary>
internal static class TextKey
{
    public const int Bytes = 16;

    /// <summary>The key of one text.</summary>
    public static UInt128 Of(string text) => Of([text]);

    /// <summary>The key of several texts in their order.</summary>
    public static UInt128 Of(ReadOnlySpan<string> texts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var text in texts)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
            hash.AppendData(length);
            hash.AppendData(bytes);
        }

        return BinaryPrimitives.ReadUInt128LittleEndian(hash.GetHashAndReset());
    }
}
