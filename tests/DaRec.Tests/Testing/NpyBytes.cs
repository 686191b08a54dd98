using System.Runtime.InteropServices;
using System.Text;

namespace DaRec.Tests.Testing;

/// <summary>The bytes of .npy arrays, written independently of the library.</summary>
public static class NpyBytes
{
    public static byte[] Array<T>(string descr, string shape, params T[] values)
        where T : unmanaged =>
        [.. Header($"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"), .. MemoryMarshal.AsBytes<T>(values)];

    public static byte[] Vector<T>(string descr, params T[] values)
        where T : unmanaged => Array(descr, $"({values.Length},)", values);

    public static byte[] Text(string value) => Array("|S" + value.Length, "()", Encoding.ASCII.GetBytes(value));

    public static byte[] Header(string dictionary, byte version = 1)
    {
        var fixedLength = version == 1 ? 10 : 12;
        var padding = (64 - (fixedLength + dictionary.Length + 1) % 64) % 64;
        var text = Encoding.Latin1.GetBytes(dictionary + new string(' ', padding) + "\n");
        var length = BitConverter.GetBytes(text.Length)[..(version == 1 ? 2 : 4)];
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text];
    }
}
