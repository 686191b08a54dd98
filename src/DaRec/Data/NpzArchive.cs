using System.IO.Compression;
using DaRec.Embeddings.Files;

namespace DaRec.Data;

/// <summary>A NumPy .npz file: a zip of .npy arrays, stored or deflated.</summary>
internal sealed class NpzArchive : IDisposable
{
    // Deflate packs 258 bytes into 2 bits at best: more than that is a forged length.
    private const long MaxDeflateRatio = 1032;

    // Rows and columns of distinct pairs do not shrink to a hundredth, but for small matrices that are full.
    private const long MaxRatio = 100;
    private const long AlwaysAllowed = 1 << 24;

    private readonly string _path;
    private readonly ZipArchive _zip;
    private readonly long _length;

    private NpzArchive(string path, ZipArchive zip)
    {
        _path = path;
        _zip = zip;
        _length = new FileInfo(path).Length;
    }

    public static NpzArchive Open(string path)
    {
        ZipArchive? zip = null;
        try
        {
            zip = ZipFile.OpenRead(path);
            _ = zip.Entries; // reads the directory, which otherwise waits for the first use
        }
        catch (InvalidDataException exception)
        {
            zip?.Dispose();
            throw new InvalidDataException(
                $"{path}: expected a .npz file as scipy.sparse.save_npz writes it, but it is no zip archive or a truncated one.",
                exception);
        }

        return new NpzArchive(path, zip);
    }

    /// <summary>Names of the arrays.</summary>
    public IEnumerable<string> Names => _zip.Entries.Select(entry => Path.ChangeExtension(entry.FullName, null));

    /// <summary>Throws, before anything is unpacked, where a small file would fill the memory.</summary>
    /// <exception cref="InvalidDataException">The arrays are no rows and columns of interactions.</exception>
    public void EnsureProportion()
    {
        var (size, packed) = ((Int128)0, _length);
        foreach (var entry in _zip.Entries)
        {
            size += entry.Length;
        }

        var limit = AlwaysAllowed + ((Int128)packed * MaxRatio);
        if (size > limit)
        {
            throw new InvalidDataException(
                $"{_path}: {packed} bytes that unpack to {size} are no file of interactions; expected at most {limit}. "
                + "If it is one, write it unpacked: scipy.sparse.save_npz(path, matrix, compressed=False).");
        }
    }

    public bool Contains(string name) => _zip.GetEntry(name + ".npy") is not null;

    public NpzArray Read(string name)
    {
        var entry = _zip.GetEntry(name + ".npy")
            ?? throw new InvalidDataException(
                $"{_path}: expected a sparse matrix as scipy.sparse.save_npz writes it, but there is no array '{name}', " +
                $"only: {string.Join(", ", _zip.Entries.Select(other => other.FullName))}.");

        var source = $"{_path}, array '{name}'";
        if (entry.Length / MaxDeflateRatio > Math.Min(entry.CompressedLength, _length))
        {
            throw new InvalidDataException($"{source}: a length of {entry.Length} bytes is too large or forged.");
        }

        return Read(entry, source);
    }

    public void Dispose() => _zip.Dispose();

    private static NpzArray Read(ZipArchiveEntry entry, string source)
    {
        var (head, data) = ReadBytes(entry, source);

        // ZipArchive does not compare the checksum itself: damage in a stored entry would pass for data.
        if (data.Aggregate(Crc32.Of(head), (checksum, block) => Crc32.Append(checksum, block)) != entry.Crc32)
        {
            throw new InvalidDataException($"{source}: the checksum is wrong; the file is damaged.");
        }

        using var header = new MemoryStream(head);
        return new NpzArray(source, NpyHeader.Read(header, entry.Length, source), data);
    }

    // The header, and the data in blocks: no array holds all of a large one.
    private static (byte[] Head, List<byte[]> Data) ReadBytes(ZipArchiveEntry entry, string source)
    {
        try
        {
            using var stream = entry.Open();
            var start = new byte[Math.Min(entry.Length, NpyHeader.LongestHeader)];
            stream.ReadExactly(start);
            var head = start[..Math.Min(start.Length, NpyHeader.DataOffsetOf(start))];
            var (data, left) = (new List<byte[]>(), entry.Length - head.Length);
            var begun = start.AsMemory(head.Length);
            for (; left > 0; left -= data[^1].Length)
            {
                var block = new byte[Math.Min(left, NpzArray.BlockBytes)];
                begun.CopyTo(block);
                stream.ReadExactly(block.AsSpan(begun.Length));
                begun = default;
                data.Add(block);
            }

            return (head, data);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw new InvalidDataException($"{source}: cannot be unpacked; the file is damaged.", exception);
        }
    }
}
