using System.Runtime.InteropServices;
using System.Text;

namespace DaRec.Tests.Testing;

/// <summary>Safetensors files by hand.</summary>
public static class SafetensorsBytes
{
    /// <summary>A header that says whatever it is told, and data.</summary>
    public static byte[] File(string header, params byte[] data)
    {
        var text = Encoding.UTF8.GetBytes(header);
        return [.. BitConverter.GetBytes((ulong)text.Length), .. text, .. data];
    }

    /// <summary>One tensor, with a metadata entry before it.</summary>
    public static byte[] Table<T>(string name, string dtype, string shape, params T[] values)
        where T : unmanaged
    {
        var data = MemoryMarshal.AsBytes<T>(values).ToArray();
        return File($$"""{"__metadata__":{"format":"pt"},"{{name}}":{{Entry(dtype, shape, 0, data.Length)}}}""", data);
    }

    public static string Entry(string dtype, string shape, long begin, long end) =>
        $$"""{"dtype":"{{dtype}}","shape":{{shape}},"data_offsets":[{{begin}},{{end}}]}""";
}
