using System.Buffers.Binary;
using System.Text;

namespace DaRec.Tests.Build;

/// <summary>The smallest 64-bit ELF file that requires versions of libstdc++: header, section table, version entries, names.</summary>
internal static class MadeUpElf
{
    public const int SectionTable = 64;
    public const int SectionHeaderSize = 64;
    public const int VersionSection = SectionTable + SectionHeaderSize;
    public const int StringSection = VersionSection + SectionHeaderSize;
    public const int Requirements = StringSection + SectionHeaderSize;
    public const int EntrySize = 16;

    /// <summary>A file that requires <paramref name="versions"/>, in this order, of one library.</summary>
    public static byte[] Requiring(params string[] versions)
    {
        var names = Encoding.ASCII.GetBytes($"\0libstdc++.so.6\0{string.Join('\0', versions)}\0");
        var namesAt = Requirements + EntrySize * (1 + versions.Length);
        var file = new byte[namesAt + names.Length];
        names.CopyTo(file, namesAt);

        byte[] identity = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]; // 64 bits, little-endian, version 1
        identity.CopyTo(file, 0);
        Put64(file, 40, SectionTable);
        Put16(file, 58, SectionHeaderSize);
        Put16(file, 60, 3); // the first section is the empty one

        Put32(file, VersionSection + 4, 0x6ffffffe); // SHT_GNU_verneed
        Put64(file, VersionSection + 24, Requirements);
        Put64(file, VersionSection + 32, namesAt - Requirements);
        Put32(file, VersionSection + 40, 2); // its names are in section 2
        Put32(file, StringSection + 4, 3); // SHT_STRTAB
        Put64(file, StringSection + 24, namesAt);
        Put64(file, StringSection + 32, names.Length);

        Put16(file, Requirements, 1);
        Put16(file, Requirements + 2, versions.Length);
        Put32(file, Requirements + 4, 1); // the library's name
        Put32(file, Requirements + 8, EntrySize); // its first version follows
        var name = "\0libstdc++.so.6\0".Length;
        for (var i = 0; i < versions.Length; i++)
        {
            var entry = Requirements + EntrySize * (1 + i);
            Put16(file, entry + 6, 2 + i);
            Put32(file, entry + 8, name);
            Put32(file, entry + 12, i + 1 < versions.Length ? EntrySize : 0);
            name += versions[i].Length + 1;
        }

        return file;
    }

    /// <summary>Where the flags of the version at <paramref name="index"/> are.</summary>
    public static int FlagsOf(int index) => Requirements + EntrySize * (1 + index) + 4;

    public static void Put16(byte[] file, int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(at), (ushort)value);

    public static void Put32(byte[] file, int at, long value) => BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), (uint)value);

    public static void Put64(byte[] file, int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(file.AsSpan(at), value);
}
