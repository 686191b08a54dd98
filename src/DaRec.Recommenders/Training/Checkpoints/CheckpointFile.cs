using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>A checkpoint as a file: a preamble, a header of JSON, the tensors' bytes, and a SHA-256 of all before it.</summary>
/// <remarks>
/// <code>
/// 8 bytes "DaRecRun" · int32 version · int64 length of the file · int32 length of the header · header · tensors · 32 bytes SHA-256
/// </code>
/// Little-endian. Nothing is taken from a file before its checksum fits.
/// </remarks>
internal static class CheckpointFile
{
    private const int Version = 1;
    private const int PreambleLength = 24;

    private static ReadOnlySpan<byte> Magic => "DaRecRun"u8;

    /// <summary>Writes a file that appears whole or not at all.</summary>
    public static void Write(string path, Checkpoint checkpoint)
    {
        using var scope = NewDisposeScope();
        var tensors = checkpoint.Tensors
            .Select(pair => (Name: pair.Key, Value: HostReads.ToCpu(pair.Value.detach()).contiguous()))
            .ToArray();
        var header = JsonSerializer.SerializeToUtf8Bytes(
            new CheckpointHeader
            {
                Facts = checkpoint.Facts,
                Tensors = [.. tensors.Select(tensor => new SavedTensor(tensor.Name, $"{tensor.Value.dtype}", tensor.Value.shape))],
            },
            CheckpointJson.Default.CheckpointHeader);
        var length = PreambleLength + header.Length + tensors.Sum(tensor => TensorMemory.ByteCount(tensor.Value)) + SHA256.HashSizeInBytes;
        AtomicFile.Write(path, file =>
        {
            using var hash = SHA256.Create();
            using (var hashed = new CryptoStream(file, hash, CryptoStreamMode.Write, leaveOpen: true))
            {
                hashed.Write(Preamble(length, header.Length));
                hashed.Write(header);
                foreach (var (_, value) in tensors)
                {
                    TensorMemory.WriteTo(value, hashed);
                }
            }

            file.Write(hash.Hash);
        });
    }

    /// <summary>Reads a file, to be disposed by the caller.</summary>
    /// <exception cref="InvalidDataException">It is no checkpoint, of another version, cut short or damaged.</exception>
    public static Checkpoint Read(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1 << 16);
        var headerLength = ReadPreamble(file, path);
        EnsureChecksum(file, path);
        file.Position = PreambleLength;
        var tensors = new Dictionary<string, Tensor>();
        try
        {
            var bytes = new byte[headerLength];
            file.ReadExactly(bytes);
            var header = JsonSerializer.Deserialize(bytes, CheckpointJson.Default.CheckpointHeader)!;
            foreach (var saved in header.Tensors)
            {
                tensors.Add(saved.Name, Read(file, saved));
            }

            return file.Position == file.Length - SHA256.HashSizeInBytes
                ? new Checkpoint(header.Facts, tensors)
                : throw new InvalidDataException($"{path}: the checkpoint has {file.Length} bytes, other than its tensors need.");
        }
        catch (Exception exception)
        {
            foreach (var tensor in tensors.Values)
            {
                tensor.Dispose();
            }

            if (exception is JsonException or ArgumentException or OverflowException or EndOfStreamException)
            {
                throw new InvalidDataException($"{path}: the checkpoint's header is none: {exception.Message}", exception);
            }

            throw;
        }
    }

    private static byte[] Preamble(long length, int headerLength)
    {
        var bytes = new byte[PreambleLength];
        Magic.CopyTo(bytes);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Version);
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(12), length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(20), headerLength);
        return bytes;
    }

    private static int ReadPreamble(FileStream file, string path)
    {
        var bytes = new byte[PreambleLength];
        var read = file.ReadAtLeast(bytes, PreambleLength, throwOnEndOfStream: false);
        if (read < PreambleLength || !bytes.AsSpan(0, 8).SequenceEqual(Magic))
        {
            throw new InvalidDataException($"{path}: this is no checkpoint of a training, or its start is damaged.");
        }

        if (BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(8)) is not Version and var version)
        {
            throw new InvalidDataException($"{path}: expected a checkpoint of version {Version}, got {version}.");
        }

        if (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(12)) is var length && length != file.Length)
        {
            throw new InvalidDataException($"{path}: the checkpoint is cut short or damaged: {file.Length} of {length} bytes.");
        }

        return BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(20)) is var header and >= 0
            && header <= file.Length - PreambleLength - SHA256.HashSizeInBytes
            ? header
            : throw new InvalidDataException($"{path}: the checkpoint is damaged: its header has no length.");
    }

    private static void EnsureChecksum(FileStream file, string path)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        file.Position = 0;
        var part = new byte[1 << 20];
        for (var left = file.Length - SHA256.HashSizeInBytes; left > 0;)
        {
            var count = (int)Math.Min(left, part.Length);
            file.ReadExactly(part, 0, count);
            hash.AppendData(part, 0, count);
            left -= count;
        }

        var written = new byte[SHA256.HashSizeInBytes];
        file.ReadExactly(written);
        if (!hash.GetHashAndReset().AsSpan().SequenceEqual(written))
        {
            throw new InvalidDataException($"{path}: the checkpoint is damaged: its checksum does not fit.");
        }
    }

    private static Tensor Read(FileStream file, SavedTensor saved)
    {
        var type = Enum.Parse<ScalarType>(saved.Type);
        var room = file.Length - SHA256.HashSizeInBytes - file.Position;
        var count = saved.Shape.Aggregate(1L, (product, size) => size >= 0 ? checked(product * size) : throw new EndOfStreamException($"{saved.Name} has the size {size}."));
        if (count > room)
        {
            throw new EndOfStreamException($"{saved.Name} has {count} numbers, of which the file has not the bytes.");
        }

        var tensor = empty(saved.Shape, dtype: type).DetachFromDisposeScope();
        if (TensorMemory.ByteCount(tensor) > room)
        {
            tensor.Dispose();
            throw new EndOfStreamException($"{saved.Name} has {count} numbers, of which the file has not the bytes.");
        }

        TensorMemory.ReadFrom(tensor, file);
        return tensor;
    }
}
