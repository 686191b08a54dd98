using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Embeddings.Files;

/// <summary>Tensors as NumPy <c>.npy</c> files: float16, float32, float64, int32 and int64 of any rank.</summary>
public static class NpyFile
{
    /// <summary>Writes a tensor; the file appears whole or not at all.</summary>
    /// <param name="path">Where to; a file there is replaced.</param>
    /// <param name="tensor">Any shape and device.</param>
    /// <exception cref="ArgumentException">An element type other than those five.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        var descr = DescrOf(tensor);

        using var scope = torch.NewDisposeScope();
        Write(path, descr, tensor.shape, [tensor.detach().cpu().contiguous()]);
    }

    /// <summary>Writes float32 rows that come block after block, each of which is disposed.</summary>
    internal static void Write(string path, IReadOnlyList<long> shape, IEnumerable<Tensor> blocks) => Write(path, "<f4", shape, blocks);

    private static void Write(string path, string descr, IReadOnlyList<long> shape, IEnumerable<Tensor> blocks) =>
        AtomicFile.Write(path, stream =>
        {
            NpyHeader.Write(stream, descr, shape);
            foreach (var block in blocks)
            {
                using (block)
                {
                    TensorMemory.WriteTo(block, stream);
                }
            }
        });

    /// <summary>Reads a whole file into a new tensor on the CPU.</summary>
    /// <exception cref="InvalidDataException">No .npy array, truncated, or an element type other than those five.</exception>
    public static Tensor Read(string path)
    {
        using var file = File.OpenRead(path);
        var header = NpyHeader.Read(file, path);
        var dtype = TypeOf(header, path);

        using var scope = torch.NewDisposeScope();
        long[] stored = [.. header.FortranOrder ? header.Shape.Reverse() : header.Shape];
        var values = torch.empty(stored, dtype);
        TensorMemory.ReadFrom(values, file);

        // Column-major data are the row-major data of the transposed array.
        if (header.FortranOrder && stored.Length > 1)
        {
            values = values.permute([.. Enumerable.Range(0, stored.Length).Reverse().Select(axis => (long)axis)]).contiguous();
        }

        return values.MoveToOuterDisposeScope();
    }

    internal static ScalarType TypeOf(NpyHeader header, string source) => (header.Kind, header.ItemSize) switch
    {
        ('f', 2) => ScalarType.Float16,
        ('f', 4) => ScalarType.Float32,
        ('f', 8) => ScalarType.Float64,
        ('i', 4) => ScalarType.Int32,
        ('i', 8) => ScalarType.Int64,
        _ => throw new InvalidDataException(
            $"{source}: element type '{header.Descr}'; expected float16, float32, float64, int32 or int64."),
    };

    private static string DescrOf(Tensor tensor) => tensor.dtype switch
    {
        ScalarType.Float16 => "<f2",
        ScalarType.Float32 => "<f4",
        ScalarType.Float64 => "<f8",
        ScalarType.Int32 => "<i4",
        ScalarType.Int64 => "<i8",
        _ => throw new ArgumentException($"Expected float16, float32, float64, int32 or int64; got {tensor.dtype}.", nameof(tensor)),
    };
}
