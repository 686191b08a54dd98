using DaRec.Internal;
using TorchSharp;
using static TorchSharp.torch;

namespace DaRec.Embeddings.Files;

/// <summary>Reads and writes NumPy <c>.npy</c> files: float16, float32, float64, int32 and int64 of any rank.</summary>
public static class NpyFile
{
    /// <summary>Writes a tensor; the file appears whole or not at all.</summary>
    /// <param name="path">Path of the file; an existing file is replaced.</param>
    /// <param name="tensor">Float16, float32, float64, int32 or int64, of any shape and on any device.</param>
    /// <exception cref="ArgumentException">Another element type.</exception>
    public static void Write(string path, Tensor tensor)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tensor);
        var descr = DescrOf(tensor);

        using var scope = torch.NewDisposeScope();
        Write(path, descr, tensor.shape, [HostReads.ToCpu(tensor.detach()).contiguous()]);
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
    /// <param name="path">A .npy file in C or Fortran order; the tensor has the file's shape and element type.</param>
    /// <exception cref="InvalidDataException">No .npy array, a truncated one, or another element type.</exception>
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
