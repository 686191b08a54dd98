using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DaRec.Data;
using DaRec.Embeddings;
using DaRec.Internal;
using DaRec.Recommenders.Data;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>What training sees of a dataset, in 64 letters: other data have others.</summary>
/// <remarks>
/// All interactions of training and validation; of a table of texts its sizes and up to 4096 evenly spaced rows, because a table may be
/// larger than memory.
/// </remarks>
internal static class DataFingerprint
{
    private const int Rows = 4096;
    private const int BlockLength = 1 << 20; // numbers that are hashed at a time

    public static string Of(Dataset data)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, data.Train);
        Add(hash, data.Validation);
        Add(hash, data.ItemEmbeddings);
        Add(hash, data.UserEmbeddings);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void Add(IncrementalHash hash, Interactions? part)
    {
        Add(hash, [part?.UserCount ?? -1, part?.ItemCount ?? -1, part?.Count ?? -1]);
        if (part is not null)
        {
            AddOffsets(hash, part);
            foreach (var items in part.Parts)
            {
                for (var start = 0L; start < items.Length; start += BlockLength)
                {
                    hash.AppendData(MemoryMarshal.AsBytes(items.AsSpan((int)start, (int)Math.Min(BlockLength, items.Length - start))));
                }
            }
        }
    }

    // In 32 bits where that is enough, as checkpoints of before have them.
    private static void AddOffsets(IncrementalHash hash, Interactions part)
    {
        if (part.Count > int.MaxValue)
        {
            Add(hash, part.Offsets);
            return;
        }

        Span<int> block = stackalloc int[256];
        for (var start = 0L; start < part.Offsets.Length; start += block.Length)
        {
            var size = (int)Math.Min(block.Length, part.Offsets.Length - start);
            for (var i = 0; i < size; i++)
            {
                block[i] = (int)part.Offsets[(int)start + i];
            }

            hash.AppendData(MemoryMarshal.AsBytes(block[..size]));
        }
    }

    private static void Add(IncrementalHash hash, FrozenEmbeddings? texts)
    {
        Add(hash, [texts?.Count ?? -1, texts?.Width ?? -1]);
        if (texts is null || texts.Count == 0)
        {
            return;
        }

        using var scope = NewDisposeScope();
        var count = Math.Min(texts.Count, Rows);
        long[] rows = [.. Enumerable.Range(0, (int)count).Select(row => row * texts.Count / count)];
        hash.AppendData(MemoryMarshal.AsBytes<float>(HostReads.ToArray<float>(texts.Gather(rows, ScalarType.Float32, CPU))));
    }

    private static void Add(IncrementalHash hash, ReadOnlySpan<long> numbers) => hash.AppendData(MemoryMarshal.AsBytes(numbers));
}
