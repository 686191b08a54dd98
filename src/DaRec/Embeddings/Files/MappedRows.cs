using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;
using System.Text;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Embeddings.Files;

/// <summary>Rows of a memory-mapped file: the system pages in what is asked for and may drop it again.</summary>
internal sealed unsafe class MappedRows : EmbeddingRows
{
    private const long LargeFile = 1L << 30; // whose pages, once mapped, would crowd out a process with a limit on resident memory
    private const long LargeRead = 1L << 16;

    private readonly string _path;
    private readonly FileStream _stream;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly RowLayout _layout;
    private readonly long _rowBytes;

    /// <summary>Maps the file.</summary>
    /// <param name="path">A .npy or .safetensors file.</param>
    /// <param name="tensor">Which tensor; null for the only table.</param>
    public MappedRows(string path, string? tensor)
    {
        // Shared with writers, so that its length is asked for and not remembered.
        _stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 4096);
        try
        {
            _path = path;
            _layout = RowLayout.Read(_stream, path, tensor);
            _rowBytes = (long)Width * _layout.ItemSize;
            _file = MemoryMappedFile.CreateFromFile(_stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
            _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
        }
        catch
        {
            _file?.Dispose(); // for one, where the address space has no room for the file
            _stream.Dispose();
            throw;
        }
    }

    /// <summary>Which tensor of the file it is; null where the file is an array.</summary>
    public string? Tensor => _layout.Tensor;

    public override long Count => _layout.Count;

    public override int Width => _layout.Width;

    public override Device Device => torch.CPU;

    public override long ItemSize => _layout.ItemSize;

    public override Tensor Gather(Tensor rows)
    {
        var numbers = HostReads.ToCpu(rows).contiguous();
        var count = numbers.numel() <= int.MaxValue
            ? (int)numbers.numel()
            : throw new ArgumentException($"Expected at most {int.MaxValue} rows at a time, got {numbers.numel()}.", nameof(rows));
        return count == 0 ? Gather([]) : Gather(new ReadOnlySpan<long>(TensorMemory.Address(numbers), count));
    }

    public override Tensor Gather(ReadOnlySpan<long> rows)
    {
        CheckRange(rows);
        return CopyBlocks(rows, 1);
    }

    public override Tensor Block(long start, long count) => CopyBlocks([start], count);

    /// <summary>SHA-256 of type, shape and all rows, in hexadecimal.</summary>
    public string ContentHash()
    {
        const int block = 1 << 20;
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.ASCII.GetBytes($"{_layout.Type} {Count} {Width}\n"));
        EnsureWhole();
        var (buffer, length) = (new byte[block], Count * _rowBytes);
        for (var at = 0L; at < length; at += block)
        {
            var part = buffer.AsSpan(0, (int)Math.Min(block, length - at));
            Read(_layout.DataOffset + at, part);
            hash.AppendData(part);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    public override EmbeddingRows Share() => new MappedRows(_path, _layout.Tensor);

    public override void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
        _stream.Dispose();
    }

    // Pages that a file has lost end the process when they are read. A file that shrinks during a read still does.
    private void EnsureWhole()
    {
        var (length, needed) = (RandomAccess.GetLength(_stream.SafeFileHandle), _layout.DataOffset + (Count * _rowBytes));
        if (length < needed)
        {
            throw new IOException(
                $"{_path}: the file was cut from at least {needed} bytes to {length} while it was open. Write tables beside and move them "
                + "into place, or open them anew.");
        }
    }

    // Through the system's cache, whose pages are not the process's own: passes over a table leave no trace in its memory.
    private void ReadBlock(long offset, byte* target, long length)
    {
        const int most = 1 << 30;
        for (var at = 0L; at < length; at += most)
        {
            Read(offset + at, new Span<byte>(target + at, (int)Math.Min(most, length - at)));
        }
    }

    private void Read(long offset, Span<byte> target)
    {
        while (target.Length > 0)
        {
            var read = RandomAccess.Read(_stream.SafeFileHandle, target, offset);
            if (read == 0)
            {
                throw new IOException($"{_path}: the file was cut while it was read. Write tables beside and move them into place.");
            }

            offset += read;
            target = target[read..];
        }
    }

    private Tensor CopyBlocks(ReadOnlySpan<long> starts, long rowsEach)
    {
        var result = torch.empty([starts.Length * rowsEach, Width], _layout.Type);
        var target = result.numel() > 0 ? TensorMemory.Address(result) : null;
        var blockBytes = rowsEach * _rowBytes;

        EnsureWhole();
        if (blockBytes >= LargeRead || (Count * _rowBytes) > LargeFile)
        {
            for (var i = 0; i < starts.Length; i++)
            {
                ReadBlock(_layout.DataOffset + (starts[i] * _rowBytes), target + (i * blockBytes), blockBytes);
            }

            return result;
        }

        // The handle counts its readers: disposal in another thread unmaps only after the last of them.
        byte* source = null;
        var handle = _view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref source);
        try
        {
            for (var i = 0; i < starts.Length; i++)
            {
                Buffer.MemoryCopy(source + _layout.DataOffset + starts[i] * _rowBytes, target + i * blockBytes, blockBytes, blockBytes);
            }
        }
        finally
        {
            handle.ReleasePointer();
        }

        return result; // (starts · rowsEach, e)
    }
}
