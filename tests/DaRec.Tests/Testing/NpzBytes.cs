using System.IO.Compression;

namespace DaRec.Tests.Testing;

/// <summary>The bytes of .npz files.</summary>
public static class NpzBytes
{
    public static byte[] Archive(CompressionLevel compression, params (string Name, byte[] Array)[] arrays)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, array) in arrays)
            {
                using var entry = zip.CreateEntry(name + ".npy", compression).Open();
                entry.Write(array);
            }
        }

        return stream.ToArray();
    }

    public static byte[] Coo(int[] rows, int[] columns, long[] shape, float[]? data = null) => Archive(
        CompressionLevel.Optimal,
        ("row", NpyBytes.Vector("<i4", rows)),
        ("col", NpyBytes.Vector("<i4", columns)),
        ("format", NpyBytes.Text("coo")),
        ("shape", NpyBytes.Vector("<i8", shape)),
        ("data", NpyBytes.Vector("<f4", data ?? [.. rows.Select(_ => 1f)])));
}
