using DaRec.Internal;

namespace DaRec.Data;

/// <summary>The files behind <see cref="Interactions.ReadNpz"/> and <see cref="Interactions.WriteNpz"/>.</summary>
internal static class NpzInteractions
{
    // A part may have few interactions of a large catalogue; two interactions of 2³¹ users are a forged number.
    private const long AlwaysAllowed = 1 << 20;
    private const long MostPerEntry = 10_000;
    private const int BlockLength = 1 << 16; // numbers that are written at a time

    public static Interactions Read(string path, Action<string>? warn = null)
    {
        using var archive = NpzArchive.Open(path);
        archive.EnsureProportion();
        var format = archive.Read("format").ToText();
        var shape = archive.Read("shape").ToInts(0, Interactions.MaxCount);
        if (shape.Count != 2)
        {
            throw new InvalidDataException($"{path}: expected a matrix users × items; got {shape.Count} dimensions.");
        }

        var (userCount, itemCount) = (shape[0], shape[1]);
        var isInteraction = archive.Read("data").NonZero();
        CheckShape(path, userCount, itemCount, isInteraction.Count);
        var (users, items) = format switch
        {
            "coo" => ReadCoo(archive, userCount, itemCount),
            "csr" => ReadCompressed(archive, path, userCount, itemCount),
            "csc" => Swap(ReadCompressed(archive, path, itemCount, userCount)),
            _ => throw new InvalidDataException(
                $"{path}: sparse format '{format}'; expected coo, csr or csc: scipy.sparse.save_npz(path, matrix.tocoo())."),
        };

        // A compressed matrix may have room behind its last entry.
        var count = users.Count;
        if (count != items.Count || count > isInteraction.Count || (format == "coo" && count < isInteraction.Count))
        {
            throw new InvalidDataException(
                $"{path}: expected as many rows, columns and entries; got {count}, {items.Count} and {isInteraction.Count}.");
        }

        var dropped = Drop(isInteraction, users, items);
        if (dropped > 0)
        {
            warn?.Invoke($"{Path.GetFileName(path)}: {dropped} entries are zero, which is no interaction; they were dropped.");
        }

        return InteractionsBuilder.Build(users, items, userCount, itemCount);
    }

    public static void Write(string path, Interactions interactions)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(interactions);
        AtomicFile.Write(path, stream =>
        {
            var ones = new float[BlockLength];
            Array.Fill(ones, 1);
            using var npz = new NpzWriter(stream);
            npz.Write("row", "<i4", interactions.Count, Blocks(interactions, ofItems: false));
            npz.Write("col", "<i4", interactions.Count, Blocks(interactions, ofItems: true));
            npz.Write("format", "coo");
            npz.Write<long>("shape", "<i8", [interactions.UserCount, interactions.ItemCount]);
            npz.Write("data", "<f4", interactions.Count, Ones());

            IEnumerable<ReadOnlyMemory<float>> Ones()
            {
                for (var left = interactions.Count; left > 0; left -= BlockLength)
                {
                    yield return ones.AsMemory(0, (int)Math.Min(left, BlockLength));
                }
            }
        });
    }

    // Blocks of one length, however the interactions lie: packed, they are the same bytes.
    private static IEnumerable<ReadOnlyMemory<int>> Blocks(Interactions interactions, bool ofItems)
    {
        var (block, filled) = (new int[BlockLength], 0);
        for (var user = 0; user < interactions.UserCount; user++)
        {
            var count = interactions.ItemsOf(user).Length;
            for (var at = 0; at < count;)
            {
                var size = Math.Min(count - at, BlockLength - filled);
                if (ofItems)
                {
                    interactions.ItemsOf(user).Slice(at, size).CopyTo(block.AsSpan(filled));
                }
                else
                {
                    block.AsSpan(filled, size).Fill(user);
                }

                (filled, at) = (filled + size, at + size);
                if (filled == BlockLength)
                {
                    yield return block;
                    filled = 0;
                }
            }
        }

        if (filled > 0)
        {
            yield return block.AsMemory(0, filled);
        }
    }

    private static void CheckShape(string path, int users, int items, long entries)
    {
        var limit = AlwaysAllowed + (MostPerEntry * entries);
        if (Math.Max(users, items) > limit)
        {
            throw new InvalidDataException(
                $"{path}, array 'shape': {users} users and {items} items for {entries} entries; expected at most {limit} of each. "
                + "Number users and items from 0 without gaps.");
        }
    }

    private static (LongList<int> Rows, LongList<int> Columns) ReadCoo(NpzArchive archive, int userCount, int itemCount)
    {
        // SciPy means to replace row and col by one array of both.
        var isJoint = !archive.Contains("row") && archive.Contains("coords");
        var rows = isJoint ? archive.Read("coords").Row(0) : archive.Read("row");
        var columns = isJoint ? archive.Read("coords").Row(1) : archive.Read("col");
        return (rows.ToInts(0, userCount - 1), columns.ToInts(0, itemCount - 1));
    }

    /// <summary>Lines are the rows of a CSR and the columns of a CSC matrix.</summary>
    private static (LongList<int> Lines, LongList<int> Indices) ReadCompressed(NpzArchive archive, string path, int lineCount, int indexCount)
    {
        var indices = archive.Read("indices").ToInts(0, indexCount - 1);
        var begins = archive.Read("indptr").ToLongs(0, indices.Count);
        var lines = new LongList<int>();
        var isAscending = begins.Count == lineCount + 1L && begins[0] == 0;
        for (var line = 0; line < lineCount && isAscending; line++)
        {
            isAscending = begins[line] <= begins[line + 1];
            while (isAscending && lines.Count < begins[line + 1])
            {
                lines.Add(line);
            }
        }

        if (!isAscending)
        {
            throw new InvalidDataException(
                $"{path}, array 'indptr': expected {lineCount + 1L} ascending offsets that begin with 0; got {begins.Count}.");
        }

        // SciPy may leave room behind the last line; it holds nothing.
        indices.Truncate(lines.Count);
        return (lines, indices);
    }

    private static (LongList<int> Rows, LongList<int> Columns) Swap((LongList<int> Columns, LongList<int> Rows) pairs) =>
        (pairs.Rows, pairs.Columns);

    // Takes pairs out that are none; returns how many.
    private static long Drop(LongList<bool> isInteraction, LongList<int> users, LongList<int> items)
    {
        var (kept, count) = (0L, users.Count);
        for (var i = 0L; i < count; i++)
        {
            if (isInteraction[i])
            {
                (users[kept], items[kept]) = (users[i], items[i]);
                kept++;
            }
        }

        users.Truncate(kept);
        items.Truncate(kept);
        return count - kept;
    }
}
