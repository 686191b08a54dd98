using System.Text.Json;
using DaRec.Distributed;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Recommenders.Training.Checkpoints;

/// <summary>A checkpoint of process 0 for all processes, which need not see its files.</summary>
internal static class CheckpointExchange
{
    /// <summary>Process 0's part; the others call <see cref="Receive"/>.</summary>
    public static void Send(ICommunicator communicator, Checkpoint checkpoint)
    {
        using var scope = NewDisposeScope();
        var header = new CheckpointHeader
        {
            Facts = checkpoint.Facts,
            Tensors = [.. checkpoint.Tensors.Select(pair => new SavedTensor(pair.Key, $"{pair.Value.dtype}", pair.Value.shape))],
        };
        Broadcast(communicator, JsonSerializer.SerializeToUtf8Bytes(header, CheckpointJson.Default.CheckpointHeader));
        foreach (var value in checkpoint.Tensors.Values.Where(value => value.numel() > 0))
        {
            communicator.Broadcast(HostReads.ToCpu(value.detach()).contiguous());
        }
    }

    /// <summary>The others' part, to be disposed by the caller.</summary>
    public static Checkpoint Receive(ICommunicator communicator)
    {
        var header = JsonSerializer.Deserialize(Broadcast(communicator, null), CheckpointJson.Default.CheckpointHeader)!;
        var tensors = new Dictionary<string, Tensor>();
        foreach (var saved in header.Tensors)
        {
            var value = empty(saved.Shape, dtype: Enum.Parse<ScalarType>(saved.Type)).DetachFromDisposeScope();
            tensors.Add(saved.Name, value);
            if (value.numel() > 0)
            {
                communicator.Broadcast(value);
            }
        }

        return new Checkpoint(header.Facts, tensors);
    }

    /// <summary>Process 0's bytes.</summary>
    /// <param name="communicator">The processes.</param>
    /// <param name="bytes">At least one; null on the others.</param>
    public static byte[] Broadcast(ICommunicator communicator, byte[]? bytes)
    {
        using var scope = NewDisposeScope();
        var length = tensor(bytes?.LongLength ?? 0L);
        communicator.Broadcast(length);
        var content = bytes is null ? empty(HostReads.ToInt64(length), dtype: ScalarType.Byte) : tensor(bytes);
        communicator.Broadcast(content);
        return HostReads.ToArray<byte>(content);
    }
}
