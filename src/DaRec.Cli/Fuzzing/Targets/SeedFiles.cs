using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using DaRec.Embeddings.Files;

namespace DaRec.Cli.Fuzzing.Targets;

/// <summary>Small good files.</summary>
internal static class SeedFiles
{
    /// <summary>Text as UTF-8.</summary>
    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>A .npy array.</summary>
    public static byte[] Npy<T>(string descr, IReadOnlyList<long> shape, params T[] values)
        where T : unmanaged
    {
        using var stream = new MemoryStream();
        NpyHeader.Write(stream, descr, shape);
        stream.Write(MemoryMarshal.AsBytes<T>(values));
        return stream.ToArray();
    }

    /// <summary>A .npy array of one string.</summary>
    public static byte[] NpyText(string text) => Npy($"|S{text.Length}", [], Encoding.ASCII.GetBytes(text));

    /// <summary>A zip of parts, deflated.</summary>
    public static byte[] Zip(IReadOnlyDictionary<string, byte[]> parts)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = zip.CreateEntry(name).Open();
                entry.Write(content);
            }
        }

        return stream.ToArray();
    }

    /// <summary>The files that something writes into a folder.</summary>
    public static Dictionary<string, byte[]> Written(Action<string> write)
    {
        var folder = Directory.CreateTempSubdirectory("darec-").FullName;
        try
        {
            write(folder);
            return Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
                .Order(StringComparer.Ordinal)
                .ToDictionary(path => Path.GetRelativePath(folder, path), File.ReadAllBytes);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
