using System.Runtime.InteropServices;
using DaRec.Embeddings.Files;
using DaRec.Internal;
using DaRec.Serving.Internal;

namespace DaRec.Serving.Files;

/// <summary>NumPy <c>.npy</c> files without tensors: tables of vectors, and lists of int32.</summary>
internal static class NpyTable
{
    private const int BlockElements = 1 << 16;

    /// <summary>A table as float32 in memory.</summary>
    public static VectorTable Read(string path)
    {
        using var file = Open(path);
        var (header, rows, width) = TableHeader(file, path);
        if ((long)rows * width > Array.MaxLength)
        {
            throw new InvalidDataException(
                $"{path}: {rows} rows of width {width} do not fit an array; save them as float32 and map the file.");
        }

        var values = new float[rows * width];
        ReadFloats(file, header, values, path);
        return VectorTable.Own(values, width);
    }

    /// <summary>A table of float32, mapped.</summary>
    public static VectorTable Map(string path)
    {
        using var file = Open(path);
        var (header, rows, width) = TableHeader(file, path);
        if (header.ItemSize != sizeof(float))
        {
            throw new InvalidDataException($"{path}: element type '{header.Descr}'; only float32 can be mapped, others are to be read.");
        }

        return rows == 0 ? VectorTable.Own([], width) : VectorTable.Of(new MappedSegment(file, header.DataOffset, rows, width));
    }

    /// <summary>int32 numbers, each ≥ 0.</summary>
    public static int[] ReadInts(string path)
    {
        using var file = Open(path);
        var header = NpyHeader.Read(file, path);
        if (header is not { Kind: 'i', ItemSize: sizeof(int), Shape.Count: 1 } || header.ElementCount > Array.MaxLength)
        {
            throw Unexpected(path, header, "a vector of int32");
        }

        var values = new int[header.ElementCount];
        file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue)
            ? throw new InvalidDataException($"{path}: expected numbers ≥ 0, got a negative one.")
            : values;
    }

    /// <summary>Writes a table.</summary>
    /// <param name="path">The file.</param>
    /// <param name="table">The rows.</param>
    /// <param name="halves">Whether elements are float16 instead of float32.</param>
    /// <exception cref="ArgumentException">A value that float16 cannot hold.</exception>
    public static void Write(string path, VectorTable table, bool halves) => AtomicFile.Write(path, stream =>
    {
        NpyHeader.Write(stream, halves ? "<f2" : "<f4", [table.Count, table.Width]);
        var rows = Math.Max(1, BlockElements / table.Width);
        var block = new float[rows * table.Width];
        for (var first = 0; first < table.Count; first += rows)
        {
            var size = Math.Min(rows, table.Count - first);
            var values = block.AsSpan(0, size * table.Width);
            table.CopyRows(first, size, values);
            stream.Write(halves ? MemoryMarshal.AsBytes<Half>(ToHalves(values, first)) : MemoryMarshal.AsBytes(values));
        }

        Half[] ToHalves(ReadOnlySpan<float> values, int first)
        {
            var converted = new Half[values.Length];
            for (var i = 0; i < values.Length; i++)
            {
                converted[i] = (Half)values[i];
                if (!Half.IsFinite(converted[i]))
                {
                    throw new ArgumentException(
                        $"Expected values within float16's range (±65504), got {values[i]} in row {first + (i / table.Width)}; " +
                        "save in float32.");
                }
            }

            return converted;
        }
    });

    /// <summary>Writes a vector of int32.</summary>
    public static void Write(string path, ReadOnlySpan<int> values)
    {
        using var file = new AtomicFile(path);
        NpyHeader.Write(file.Stream, "<i4", [values.Length]);
        file.Stream.Write(MemoryMarshal.AsBytes(values));
        file.Commit();
    }

    private static FileStream Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return File.OpenRead(path);
    }

    private static (NpyHeader Header, int Rows, int Width) TableHeader(FileStream file, string path)
    {
        var header = NpyHeader.Read(file, path);
        return header is { Kind: 'f', FortranOrder: false, Shape: [<= int.MaxValue - 1, >= 1 and <= int.MaxValue] }
            ? (header, (int)header.Shape[0], (int)header.Shape[1])
            : throw Unexpected(path, header, "a table of float16, float32 or float64 by rows (C order), shape (rows, width)");
    }

    private static void ReadFloats(FileStream file, NpyHeader header, Span<float> target, string path)
    {
        if (header.ItemSize == sizeof(float))
        {
            file.ReadExactly(MemoryMarshal.AsBytes(target));
            return;
        }

        var bytes = new byte[Math.Min(BlockElements, target.Length) * header.ItemSize];
        for (var first = 0; first < target.Length; first += BlockElements)
        {
            var part = target.Slice(first, Math.Min(BlockElements, target.Length - first));
            var source = bytes.AsSpan(0, part.Length * header.ItemSize);
            file.ReadExactly(source);
            if (header.ItemSize == sizeof(double))
            {
                Convert<double>(source, part, path);
            }
            else
            {
                Convert<Half>(source, part, path);
            }
        }
    }

    private static void Convert<T>(ReadOnlySpan<byte> source, Span<float> target, string path)
        where T : unmanaged, System.Numerics.IFloatingPointIeee754<T>
    {
        var values = MemoryMarshal.Cast<byte, T>(source);
        for (var i = 0; i < values.Length; i++)
        {
            target[i] = float.CreateTruncating(values[i]);
            if (float.IsInfinity(target[i]) && T.IsFinite(values[i]))
            {
                throw new InvalidDataException($"{path}: {values[i]} is beyond the range of float32.");
            }
        }
    }

    private static InvalidDataException Unexpected(string path, NpyHeader header, string expected) => new(
        $"{path}: element type '{header.Descr}', shape ({string.Join(", ", header.Shape)})"
        + $"{(header.FortranOrder ? ", Fortran order" : "")}; expected {expected}.");
}
