using System.IO.MemoryMappedFiles;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Embeddings;

/// <summary>Rows of a memory-mapped .npy file: the system pages in what is asked for and may drop it again.</summary>
internal sealed unsafe class MappedRows : EmbeddingRows
{
    private readonly string _path;
    private readonly MemoryMappedFile _file;
    private readonly MemoryMappedViewAccessor _view;
    private readonly ScalarType _dtype;
    private readonly long _dataOffset;
    private readonly long _rowBytes;

    public MappedRows(string path)
    {
        using var stream = File.OpenRead(path);
        var header = NpyHeader.Read(stream, path);
        _dtype = TypeOf(header, path);
        (Count, Width) = (header.Shape[0], header.Shape[1]);
        _path = path;
        _dataOffset = header.DataOffset;
        _rowBytes = Width * header.ItemSize;

        _file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        _view = _file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    public override long Count { get; }

    public override long Width { get; }

    public override Device Device => torch.CPU;

    public override Tensor Gather(Tensor rows)
    {
        var numbers = rows.cpu().contiguous();
        var count = checked((int)numbers.numel());
        return count == 0 ? Gather([]) : Gather(new ReadOnlySpan<long>(TensorMemory.Address(numbers), count));
    }

    public override Tensor Gather(ReadOnlySpan<long> rows)
    {
        CheckRange(rows);
        return CopyBlocks(rows, 1);
    }

    public override Tensor Block(long start, long count) => CopyBlocks([start], count);

    public override EmbeddingRows Share() => new MappedRows(_path);

    public override void Dispose()
    {
        _view.Dispose();
        _file.Dispose();
    }

    private Tensor CopyBlocks(ReadOnlySpan<long> starts, long rowsEach)
    {
        var result = torch.empty([starts.Length * rowsEach, Width], _dtype);
        var target = result.numel() > 0 ? TensorMemory.Address(result) : null;
        var blockBytes = rowsEach * _rowBytes;

        // The handle counts its readers: disposal in another thread unmaps only after the last of them.
        byte* source = null;
        var handle = _view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref source);
        try
        {
            for (var i = 0; i < starts.Length; i++)
            {
                Buffer.MemoryCopy(source + _dataOffset + starts[i] * _rowBytes, target + i * blockBytes, blockBytes, blockBytes);
            }
        }
        finally
        {
            handle.ReleasePointer();
        }

        return result; // (starts · rowsEach, e)
    }

    private static ScalarType TypeOf(NpyHeader header, string path)
    {
        if (header.Shape.Count != 2 || header.ElementCount == 0)
        {
            throw new InvalidDataException(
                $"{path}: shape ({string.Join(", ", header.Shape)}); " +
                "embeddings are a table of shape (rows, width) with at least one row and column.");
        }

        if (header.FortranOrder)
        {
            throw new InvalidDataException(
                $"{path}: stored column by column (Fortran order); save it by rows: numpy.save(path, numpy.ascontiguousarray(array)).");
        }

        if (header.Kind != 'f')
        {
            throw new InvalidDataException($"{path}: element type '{header.Descr}'; embeddings are float16, float32 or float64.");
        }

        return NpyFile.TypeOf(header, path);
    }
}
