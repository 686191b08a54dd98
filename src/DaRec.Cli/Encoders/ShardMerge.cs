using System.Runtime.InteropServices;
using DaRec.Embeddings;
using DaRec.Embeddings.Files;
using DaRec.Internal;

namespace DaRec.Cli.Encoders;

/// <summary>Joins the shards of a table, after a look whether they belong together and none is missing.</summary>
internal sealed class ShardMerge
{
    private const int BufferRows = 1024;

    private readonly string[] _paths;
    private readonly EmbeddingManifest[] _manifests;
    private readonly (int Rows, string TextHash, string? TextFile) _note;

    private ShardMerge(string[] paths, EmbeddingManifest[] manifests, (int Rows, string TextHash, string? TextFile) note) =>
        (_paths, _manifests, _note) = (paths, manifests, note);

    private EmbeddingManifest First => _manifests[0];

    private int ItemSize => First.ElementType == "float16" ? 2 : sizeof(float);

    private int RowBytes => First.Width * ItemSize;

    /// <summary>The shards of a table in a folder; null where there are none.</summary>
    /// <exception cref="InvalidDataException">One is missing, or they are of several texts or models.</exception>
    public static ShardMerge? Of(string directory, string table)
    {
        var shards = Shard.In(directory, table);
        if (shards.Count == 0)
        {
            return null;
        }

        var count = shards[0].Count;
        if (shards.Any(shard => shard.Count != count))
        {
            throw new InvalidDataException(
                $"{directory}: expected shards of one division of {table}, got 1/{count} and 1/{shards[^1].Count}; delete those of the other.");
        }

        int[] missing = [.. Enumerable.Range(1, count).Except(shards.Select(shard => shard.Number))];
        if (missing.Length > 0)
        {
            throw new InvalidDataException(
                $"{directory}: expected all {count} shards of {table}, {string.Join(", ", missing.Select(number => $"{number}/{count}"))} "
                + $"{(missing.Length == 1 ? "is" : "are")} missing; encode --shard makes them.");
        }

        string[] paths = [.. shards.Select(shard => shard.PathIn(directory, table))];
        var manifests = Array.ConvertAll(paths, path => EmbeddingManifest.Read(EmbeddingManifest.PathFor(path)));
        var notes = Array.ConvertAll(paths, Shard.ReadNote);
        for (var at = 0; at < paths.Length; at++)
        {
            EnsureAlike(paths, manifests, notes, at, shards[at].RowsOf(notes[0].Rows));
        }

        return new ShardMerge(paths, manifests, notes[0]);
    }

    /// <summary>Writes the whole table with its manifest; it appears whole or not at all.</summary>
    /// <param name="path">The table's.</param>
    /// <param name="cancellation">Ends it, with nothing written.</param>
    public EmbeddingManifest Write(string path, CancellationToken cancellation)
    {
        var standIn = StandIn(cancellation);
        using (var file = new AtomicFile(path))
        {
            NpyHeader.Write(file.Stream, ItemSize == 2 ? "<f2" : "<f4", [_note.Rows, First.Width]);
            ForEachRow(row => file.Stream.Write(IsMissing(row) ? standIn : row), cancellation);
            File.Delete(EmbeddingManifest.PathFor(path)); // none ever speaks of another table
            file.Commit();
        }

        var manifest = First with
        {
            Count = _note.Rows,
            TextHash = _note.TextHash,
            TextFile = _note.TextFile,
            MissingCount = _manifests.Sum(one => one.MissingCount),
            MissingTexts = "mean",
        };
        manifest.Write(EmbeddingManifest.PathFor(path));
        return manifest;
    }

    private static void EnsureAlike(
        string[] paths, EmbeddingManifest[] manifests, (int Rows, string TextHash, string? TextFile)[] notes, int at, (int First, int End) rows)
    {
        var (one, first) = (manifests[at], manifests[0]);
        var differs = one.Model != first.Model ? $"the model {first.Model}, got {one.Model}"
            : one.Width != first.Width ? $"the width {first.Width}, got {one.Width}"
            : one.ElementType != first.ElementType ? $"{first.ElementType}, got {one.ElementType}"
            : one.Normalized != first.Normalized ? "rows of unit length in all shards or in none"
            : notes[at].TextHash != notes[0].TextHash || notes[at].Rows != notes[0].Rows ? "shares of the same texts"
            : one.Count != rows.End - rows.First ? $"{rows.End - rows.First} rows, got {one.Count}"
            : null;
        if (differs is not null)
        {
            throw new InvalidDataException(
                $"{Path.GetFileName(paths[at])}: expected {differs}, as in {Path.GetFileName(paths[0])}; encode the shard again.");
        }
    }

    // What rows without a text hold: the mean of the others, at unit length where they are.
    private byte[] StandIn(CancellationToken cancellation)
    {
        var (sum, count) = (new double[First.Width], 0L);
        if (_manifests.All(one => one.MissingCount == 0))
        {
            return new byte[RowBytes];
        }

        ForEachRow(row =>
        {
            if (!IsMissing(row))
            {
                count++;
                for (var c = 0; c < sum.Length; c++)
                {
                    sum[c] += ItemSize == 2 ? (float)MemoryMarshal.Cast<byte, Half>(row)[c] : MemoryMarshal.Cast<byte, float>(row)[c];
                }
            }
        }, cancellation);
        var scale = 1 / (First.Normalized == true ? Math.Sqrt(sum.Sum(value => value * value)) : count);
        return ItemSize == 2
            ? MemoryMarshal.AsBytes<Half>(Array.ConvertAll(sum, value => (Half)(float)(value * scale))).ToArray()
            : MemoryMarshal.AsBytes<float>(Array.ConvertAll(sum, value => (float)(value * scale))).ToArray();
    }

    private static bool IsMissing(ReadOnlySpan<byte> row) => row.IndexOfAnyExcept((byte)0) < 0;

    private void ForEachRow(ReadOnlySpanAction action, CancellationToken cancellation)
    {
        var buffer = new byte[BufferRows * RowBytes];
        foreach (var (path, manifest) in _paths.Zip(_manifests))
        {
            using var file = File.OpenRead(path);
            var header = NpyHeader.Read(file, path);
            if (header.ItemSize != ItemSize || !header.Shape.SequenceEqual([manifest.Count, First.Width]))
            {
                throw new InvalidDataException($"{path}: expected the table that its manifest describes; encode the shard again.");
            }

            file.Position = header.DataOffset;
            for (var left = manifest.Count; left > 0; left -= BufferRows)
            {
                cancellation.ThrowIfCancellationRequested();
                var part = buffer.AsSpan(0, (int)Math.Min(BufferRows, left) * RowBytes);
                file.ReadExactly(part);
                for (var at = 0; at < part.Length; at += RowBytes)
                {
                    action(part.Slice(at, RowBytes));
                }
            }
        }
    }

    private delegate void ReadOnlySpanAction(ReadOnlySpan<byte> row);
}
