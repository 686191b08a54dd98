using System.Runtime.InteropServices;
using DaRec.Data;
using DaRec.Embeddings.Files;
using DaRec.Internal;
using DaRec.Serving.Internal;

namespace DaRec.Serving.Files;

/// <summary>NumPy <c>.npy</c> files without tensors: tables of vectors, and lists of int32.</summary>
internal static class NpyTable
{
    private const int BlockElements = 1 << 16;

    /// <summary>A table as float32 in memory.</summary>
    /// <param name="path">The file.</param>
    /// <param name="longest">Most elements of an array; null for as many as one holds.</param>
    public static VectorTable Read(string path, int? longest = null)
    {
        using var file = Open(path);
        var (header, rows, width) = TableHeader(file, path);
        var values = new ArrayRows(rows, width, longest);
        foreach (var part in values.Parts)
        {
            ReadFloats(file, header, part, path);
        }

        return values.ToTable();
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
        ReadNumbers(file, values);
        return values.AsSpan().ContainsAnyExceptInRange(0, int.MaxValue)
            ? throw new InvalidDataException($"{path}: expected numbers ≥ 0, got a negative one.")
            : values;
    }

    /// <summary>Interactions: offsets of int32 or int64, and int32 items, as many as the offsets say.</summary>
    /// <param name="offsetsPath">The file of the offsets.</param>
    /// <param name="itemsPath">The file of the items.</param>
    /// <param name="itemCount">Number of items.</param>
    /// <param name="longest">Most interactions of an array; null for as many as one holds.</param>
    /// <exception cref="ArgumentException">Offsets or items out of order or range.</exception>
    public static Interactions ReadInteractions(string offsetsPath, string itemsPath, int itemCount, int? longest = null)
    {
        var offsets = ReadOffsets(offsetsPath);
        using var file = Open(itemsPath);
        var header = NpyHeader.Read(file, itemsPath);
        if (header is not { Kind: 'i', ItemSize: sizeof(int), Shape.Count: 1 })
        {
            throw Unexpected(itemsPath, header, "a vector of int32");
        }

        Interactions.CheckOffsets(offsets, header.ElementCount);
        var rows = RowParts.Allocate(offsets, longest);
        foreach (var part in rows.Parts)
        {
            ReadNumbers(file, part);
        }

        return Interactions.FromRows(itemCount, rows);
    }

    /// <summary>Writes interactions; offsets are int32 where that is enough, as readers of before expect.</summary>
    public static void Write(string offsetsPath, string itemsPath, Interactions interactions)
    {
        if (interactions.Count <= int.MaxValue)
        {
            Write(offsetsPath, "<i4", interactions.Offsets.Length, [Array.ConvertAll(interactions.Offsets.ToArray(), offset => (int)offset)]);
        }
        else
        {
            Write(offsetsPath, "<i8", interactions.Offsets.Length, [interactions.Offsets.ToArray()]);
        }

        Write(itemsPath, "<i4", interactions.Count, interactions.Parts);
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
        for (var first = 0L; first < table.Count; first += rows)
        {
            var size = (int)Math.Min(rows, table.Count - first);
            var values = block.AsSpan(0, size * table.Width);
            table.CopyRows((int)first, size, values);
            stream.Write(halves ? MemoryMarshal.AsBytes<Half>(ToHalves(values, (int)first)) : MemoryMarshal.AsBytes(values));
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
    public static void Write(string path, int[] values) => Write(path, "<i4", values.Length, [values]);

    private static void Write<T>(string path, string descr, long count, IEnumerable<T[]> parts)
        where T : unmanaged => AtomicFile.Write(path, stream =>
    {
        NpyHeader.Write(stream, descr, [count]);
        foreach (var part in parts)
        {
            for (var first = 0L; first < part.Length; first += BlockElements)
            {
                stream.Write(MemoryMarshal.AsBytes(part.AsSpan((int)first, (int)Math.Min(BlockElements, part.Length - first))));
            }
        }
    });

    private static long[] ReadOffsets(string path)
    {
        using var file = Open(path);
        var header = NpyHeader.Read(file, path);
        if (header is not { Kind: 'i', ItemSize: sizeof(int) or sizeof(long), Shape.Count: 1 } || header.ElementCount > Array.MaxLength)
        {
            throw Unexpected(path, header, "a vector of int32 or int64");
        }

        if (header.ItemSize == sizeof(int))
        {
            return Array.ConvertAll(ReadInts(path), offset => (long)offset);
        }

        var offsets = new long[header.ElementCount];
        ReadNumbers(file, offsets);
        return offsets;
    }

    // By blocks: a span of bytes ends at 2 GiB.
    private static void ReadNumbers<T>(FileStream file, T[] values)
        where T : unmanaged
    {
        for (var first = 0L; first < values.Length; first += BlockElements)
        {
            file.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan((int)first, (int)Math.Min(BlockElements, values.Length - first))));
        }
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
            for (var first = 0L; first < target.Length; first += BlockElements)
            {
                // By blocks: a span of bytes ends at 2 GiB.
                file.ReadExactly(MemoryMarshal.AsBytes(target.Slice((int)first, (int)Math.Min(BlockElements, target.Length - first))));
            }

            return;
        }

        var bytes = new byte[Math.Min(BlockElements, target.Length) * header.ItemSize];
        for (var first = 0L; first < target.Length; first += BlockElements)
        {
            var part = target.Slice((int)first, (int)Math.Min(BlockElements, target.Length - first));
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
