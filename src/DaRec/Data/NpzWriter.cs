using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using DaRec.Embeddings.Files;

namespace DaRec.Data;

/// <summary>Writes a NumPy .npz file array by array: a zip of .npy arrays, deflated.</summary>
internal sealed class NpzWriter(Stream stream) : IDisposable
{
    // What NumPy writes for every entry: the same arrays make the same bytes, whenever that is.
    private static readonly DateTimeOffset NoTime = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ZipArchive _zip = new(stream, ZipArchiveMode.Create, leaveOpen: true);

    /// <summary>A vector, shape (values).</summary>
    /// <param name="name">The array's name, without <c>.npy</c>.</param>
    /// <param name="descr">NumPy's name of <typeparamref name="T"/>.</param>
    /// <param name="values">Its elements.</param>
    public void Write<T>(string name, string descr, ReadOnlySpan<T> values)
        where T : unmanaged => Write(name, descr, [values.Length], values);

    /// <summary>An array of any shape, its elements row by row.</summary>
    /// <param name="name">The array's name, without <c>.npy</c>.</param>
    /// <param name="descr">NumPy's name of <typeparamref name="T"/>.</param>
    /// <param name="shape">Length of each dimension.</param>
    /// <param name="values">Its elements.</param>
    public void Write<T>(string name, string descr, IReadOnlyList<long> shape, ReadOnlySpan<T> values)
        where T : unmanaged => WriteBytes(name, descr, shape, MemoryMarshal.AsBytes(values));

    /// <summary>A vector of any length, shape (count).</summary>
    /// <param name="name">The array's name, without <c>.npy</c>.</param>
    /// <param name="descr">NumPy's name of <typeparamref name="T"/>.</param>
    /// <param name="count">Number of elements.</param>
    /// <param name="blocks">They, block after block; a block is written before the next is asked for.</param>
    public void Write<T>(string name, string descr, long count, IEnumerable<ReadOnlyMemory<T>> blocks)
        where T : unmanaged => Write(name, descr, [count], content =>
    {
        foreach (var block in blocks)
        {
            content.Write(MemoryMarshal.AsBytes(block.Span));
        }
    });

    /// <summary>A scalar string of ASCII letters.</summary>
    public void Write(string name, string text) => WriteBytes(name, $"|S{text.Length}", [], Encoding.ASCII.GetBytes(text));

    /// <summary>Writes the archive's directory; the stream stays open.</summary>
    public void Dispose() => _zip.Dispose();

    private void WriteBytes(string name, string descr, IReadOnlyList<long> shape, ReadOnlySpan<byte> data)
    {
        using var content = Begin(name, descr, shape);
        content.Write(data);
    }

    private void Write(string name, string descr, IReadOnlyList<long> shape, Action<Stream> write)
    {
        using var content = Begin(name, descr, shape);
        write(content);
    }

    private Stream Begin(string name, string descr, IReadOnlyList<long> shape)
    {
        var entry = _zip.CreateEntry(name + ".npy");
        entry.LastWriteTime = NoTime;
        var content = entry.Open();
        NpyHeader.Write(content, descr, shape);
        return content;
    }
}
