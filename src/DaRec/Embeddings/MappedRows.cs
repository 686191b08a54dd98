using System.IO.MemoryMappedFiles;
using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Embeddings;

/// <summary>Rows of a memory-mapped .npy file: the system pages in what is asked for and may drop it again.</summary>
internal sealed unsafe class MappedRows : EmbeddingRows
{
    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly ScalarType dtype;
    private readonly long dataOffset;
    private readonly long rowBytes;

    public MappedRows(string path)
    {
        using var stream = File.OpenRead(path);
        var header = NpyHeader.Read(stream, path);
        dtype = TypeOf(header, path);
        (Count, Width) = (header.Shape[0], header.Shape[1]);
        dataOffset = header.DataOffset;
        rowBytes = Width * header.ItemSize;

        file = MemoryMappedFile.CreateFromFile(stream, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None, leaveOpen: true);
        view = file.CreateViewAccessor(0, 0, MemoryMappedFileAccess.Read);
    }

    public override long Count { get; }

    public override long Width { get; }

    public override Device Device => torch.CPU;

    public override Tensor Gather(Tensor rows)
    {
        var numbers = rows.cpu().contiguous();
        int count = checked((int)numbers.numel());
        return count == 0 ? Gather([]) : Gather(new ReadOnlySpan<long>(TensorMemory.Address(numbers), count));
    }

    public override Tensor Gather(ReadOnlySpan<long> rows)
    {
        CheckRange(rows);
        return CopyBlocks(rows, 1);
    }

    public override Tensor Block(long start, long count) => CopyBlocks([start], count);

    public override void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }

    private Tensor CopyBlocks(ReadOnlySpan<long> starts, long rowsEach)
    {
        var result = torch.empty([starts.Length * rowsEach, Width], dtype);
        byte* target = result.numel() > 0 ? TensorMemory.Address(result) : null;
        long blockBytes = rowsEach * rowBytes;

        // The handle counts its readers: disposal in another thread unmaps only after the last of them.
        byte* source = null;
        var handle = view.SafeMemoryMappedViewHandle;
        handle.AcquirePointer(ref source);
        try
        {
            for (int i = 0; i < starts.Length; i++)
                Buffer.MemoryCopy(source + dataOffset + starts[i] * rowBytes, target + i * blockBytes, blockBytes, blockBytes);
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
            throw new InvalidDataException(
                $"{path}: shape ({string.Join(", ", header.Shape)}); " +
                "embeddings are a table of shape (rows, width) with at least one row and column.");
        if (header.FortranOrder)
            throw new InvalidDataException(
                $"{path}: stored column by column (Fortran order); save it by rows: numpy.save(path, numpy.ascontiguousarray(array)).");
        if (header.Kind != 'f')
            throw new InvalidDataException($"{path}: element type '{header.Descr}'; embeddings are float16, float32 or float64.");

        return NpyFile.TypeOf(header, path);
    }
}
