using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DaRec.Data;

namespace DaRec.Cli.Reporting.Charts;

/// <summary>A picture of at most 256 colours as PNG.</summary>
internal static class PngImage
{
    /// <summary>Encodes a picture.</summary>
    /// <param name="width">Columns.</param>
    /// <param name="height">Rows.</param>
    /// <param name="pixels">Numbers of colours, row by row.</param>
    /// <param name="palette">The colours, at most 256.</param>
    public static byte[] Encode(int width, int height, ReadOnlySpan<byte> pixels, IReadOnlyList<PngColor> palette)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 3); // 8 bits, by palette
        Chunk(file, "IHDR", header);
        Chunk(file, "PLTE", [.. palette.SelectMany(color => new[] { color.Red, color.Green, color.Blue })]);
        Chunk(file, "tRNS", [.. palette.Select(color => color.Alpha)]);
        Chunk(file, "IDAT", Compress(width, height, pixels));
        Chunk(file, "IEND", []);
        return file.ToArray();
    }

    private static byte[] Compress(int width, int height, ReadOnlySpan<byte> pixels)
    {
        using var packed = new MemoryStream();
        using (var packer = new ZLibStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            for (var row = 0; row < height; row++)
            {
                packer.WriteByte(0); // no filter
                packer.Write(pixels.Slice(row * width, width));
            }
        }

        return packed.ToArray();
    }

    private static void Chunk(MemoryStream file, string kind, byte[] content)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        file.Write(number);
        byte[] body = [.. Encoding.ASCII.GetBytes(kind), .. content];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc32.Of(body));
        file.Write(number);
    }
}

/// <summary>A colour.</summary>
internal readonly record struct PngColor(byte Red, byte Green, byte Blue, byte Alpha);
