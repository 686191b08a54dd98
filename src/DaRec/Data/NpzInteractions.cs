using DaRec.Internal;

namespace DaRec.Data;

/// <summary>The files behind <see cref="Interactions.ReadNpz"/> and <see cref="Interactions.WriteNpz"/>.</summary>
internal static class NpzInteractions
{
    // A part may have few interactions of a large catalogue; two interactions of 2³¹ users are a forged number.
    private const long AlwaysAllowed = 1 << 20;
    private const long MostPerEntry = 10_000;

    public static Interactions Read(string path, Action<string>? warn = null)
    {
        using var archive = NpzArchive.Open(path);
        archive.EnsureProportion();
        var format = archive.Read("format").ToText();
        var shape = archive.Read("shape").ToInts(0, Interactions.MaxCount);
        if (shape.Length != 2)
        {
            throw new InvalidDataException($"{path}: expected a matrix users × items; got {shape.Length} dimensions.");
        }

        var isInteraction = archive.Read("data").NonZero();
        CheckShape(path, shape, isInteraction.Length);
        var (users, items) = format switch
        {
            "coo" => ReadCoo(archive, shape),
            "csr" => ReadCompressed(archive, path, shape[0], shape[1]),
            "csc" => Swap(ReadCompressed(archive, path, shape[1], shape[0])),
            _ => throw new InvalidDataException(
                $"{path}: sparse format '{format}'; expected coo, csr or csc: scipy.sparse.save_npz(path, matrix.tocoo())."),
        };

        // A compressed matrix may have room behind its last entry.
        if (users.Length != items.Length || users.Length > isInteraction.Length || (format == "coo" && users.Length < isInteraction.Length))
        {
            throw new InvalidDataException(
                $"{path}: expected as many rows, columns and entries; got {users.Length}, {items.Length} and {isInteraction.Length}.");
        }

        var kept = Keep(isInteraction, users, items);
        if (kept < users.Length)
        {
            warn?.Invoke($"{Path.GetFileName(path)}: {users.Length - kept} entries are zero, which is no interaction; they were dropped.");
        }

        return Interactions.FromPairs(users.AsSpan(0, kept), items.AsSpan(0, kept), shape[0], shape[1]);
    }

    public static void Write(string path, Interactions interactions)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(interactions);
        AtomicFile.Write(path, stream =>
        {
            var ones = new float[interactions.Count];
            Array.Fill(ones, 1);
            using var npz = new NpzWriter(stream);
            npz.Write<int>("row", "<i4", interactions.ToUsers());
            npz.Write("col", "<i4", interactions.Items);
            npz.Write("format", "coo");
            npz.Write<long>("shape", "<i8", [interactions.UserCount, interactions.ItemCount]);
            npz.Write<float>("data", "<f4", ones);
        });
    }

    private static void CheckShape(string path, int[] shape, int entries)
    {
        var limit = AlwaysAllowed + (MostPerEntry * entries);
        if (shape.Max() > limit)
        {
            throw new InvalidDataException(
                $"{path}, array 'shape': {shape[0]} users and {shape[1]} items for {entries} entries; expected at most {limit} of each. "
                + "Number users and items from 0 without gaps.");
        }
    }

    private static (int[] Rows, int[] Columns) ReadCoo(NpzArchive archive, int[] shape)
    {
        // SciPy means to replace row and col by one array of both.
        var isJoint = !archive.Contains("row") && archive.Contains("coords");
        var rows = isJoint ? archive.Read("coords").Row(0) : archive.Read("row");
        var columns = isJoint ? archive.Read("coords").Row(1) : archive.Read("col");
        return (rows.ToInts(0, shape[0] - 1), columns.ToInts(0, shape[1] - 1));
    }

    /// <summary>Lines are the rows of a CSR and the columns of a CSC matrix.</summary>
    private static (int[] Lines, int[] Indices) ReadCompressed(NpzArchive archive, string path, int lineCount, int indexCount)
    {
        var indices = archive.Read("indices").ToInts(0, indexCount - 1);
        var begins = archive.Read("indptr").ToInts(0, indices.Length);
        var isAscending = begins.Zip(begins.Skip(1), (begin, end) => begin <= end).All(holds => holds);
        if (begins.Length != lineCount + 1L || begins[0] != 0 || !isAscending)
        {
            throw new InvalidDataException(
                $"{path}, array 'indptr': expected {lineCount + 1L} ascending offsets that begin with 0; got {begins.Length}.");
        }

        // SciPy may leave room behind the last line; it holds nothing.
        var count = begins[^1];
        var lines = new int[count];
        for (var line = 0; line < lineCount; line++)
        {
            Array.Fill(lines, line, begins[line], begins[line + 1] - begins[line]);
        }

        return (lines, indices[..count]);
    }

    private static (int[] Rows, int[] Columns) Swap((int[] Columns, int[] Rows) pairs) => (pairs.Rows, pairs.Columns);

    private static int Keep(bool[] isInteraction, int[] users, int[] items)
    {
        var kept = 0;
        for (var i = 0; i < users.Length; i++)
        {
            if (isInteraction[i])
            {
                (users[kept], items[kept++]) = (users[i], items[i]);
            }
        }

        return kept;
    }
}
