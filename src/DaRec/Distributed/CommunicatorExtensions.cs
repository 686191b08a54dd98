using System.Runtime.InteropServices;
using System.Security.Cryptography;
using DaRec.Internal;
using static TorchSharp.torch;

namespace DaRec.Distributed;

/// <summary>What a data-parallel training loop does with a communicator.</summary>
public static class CommunicatorExtensions
{
    /// <summary>This process's share of so many examples; shares differ by one at most, and are empty where there are too few.</summary>
    /// <param name="communicator">The processes.</param>
    /// <param name="count">Number of examples, ≥ 0.</param>
    /// <returns>The first example of the share, and how many it has.</returns>
    public static (long First, long Count) ShareOf(this ICommunicator communicator, long count)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        var (rank, size) = (communicator.Rank, communicator.Size);
        var first = count * rank / size;
        return (first, (count * (rank + 1) / size) - first);
    }

    /// <summary>Gives all processes the tensors of process 0, for example parameters before the first step.</summary>
    /// <param name="communicator">The processes.</param>
    /// <param name="tensors">As many, of the same types and shapes, on each process.</param>
    public static void Broadcast(this ICommunicator communicator, IEnumerable<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        ArgumentNullException.ThrowIfNull(tensors);
        if (communicator.Size == 1)
        {
            return;
        }

        using var noGrad = no_grad();
        foreach (var tensor in tensors)
        {
            using var scope = NewDisposeScope();
            var values = tensor.detach().contiguous();
            communicator.Broadcast(values);
            if (communicator.Rank != 0 && !tensor.is_contiguous())
            {
                tensor.copy_(values);
            }
        }
    }

    /// <summary>Puts the sum over all processes in the place of each parameter's gradient, between backward and the optimizer's step.</summary>
    /// <remarks>
    /// Each process's loss is its share of the whole: a sum over its own examples, divided by the number of all. Then the sum of the gradients
    /// is that of the mean over all, whatever the shares. A parameter without a gradient counts as 0; where no process has one it stays without.
    /// All gradients of one type go in one message.
    /// </remarks>
    /// <param name="communicator">The processes.</param>
    /// <param name="parameters">Parameters or other leaves, the same on each process.</param>
    public static void SumGradients(this ICommunicator communicator, IEnumerable<Tensor> parameters)
    {
        ArgumentNullException.ThrowIfNull(communicator);
        ArgumentNullException.ThrowIfNull(parameters);
        if (communicator.Size == 1)
        {
            return;
        }

        foreach (var group in parameters.GroupBy(parameter => (parameter.dtype, $"{parameter.device}")))
        {
            SumTogether(communicator, [.. group]);
        }
    }

    /// <summary>Throws where tensors are not the same bytes on all processes.</summary>
    /// <param name="communicator">The processes.</param>
    /// <param name="tensors">The same on each process.</param>
    /// <param name="what">What they are, for the message. Default "parameters".</param>
    /// <exception cref="InvalidOperationException">They differ; all processes throw.</exception>
    public static void EnsureSame(this ICommunicator communicator, IEnumerable<Tensor> tensors, string what = "parameters")
    {
        ArgumentNullException.ThrowIfNull(communicator);
        ArgumentNullException.ThrowIfNull(tensors);
        if (communicator.Size == 1)
        {
            return;
        }

        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var all = HostReads.ToArray<long>(communicator.AllGather(tensor(Fingerprint(tensors)).unsqueeze(0)));
        var width = all.Length / communicator.Size;
        for (var rank = 1; rank < communicator.Size; rank++)
        {
            if (!all.AsSpan(rank * width, width).SequenceEqual(all.AsSpan(0, width)))
            {
                throw new InvalidOperationException(
                    $"Expected the same {what} on all {communicator.Size} processes, got others on process {rank} than on process 0; each process "
                    + "must be given the same data, settings and seeds.");
            }
        }
    }

    // One message: the gradients one after the other, then for each parameter whether it has one.
    private static void SumTogether(ICommunicator communicator, Tensor[] parameters)
    {
        using var noGrad = no_grad();
        using var scope = NewDisposeScope();
        var flags = new float[parameters.Length];
        var parts = new List<Tensor>(parameters.Length + 1);
        for (var i = 0; i < parameters.Length; i++)
        {
            flags[i] = parameters[i].grad is null ? 0 : 1;
            parts.Add(parameters[i].grad is { } gradient ? gradient.reshape(-1) : parameters[i].new_zeros(parameters[i].numel()));
        }

        parts.Add(tensor(flags).to(parameters[0].dtype, parameters[0].device));
        var message = cat(parts, 0);
        communicator.AllReduceSum(message);
        var counts = HostReads.ToArray<float>(message.narrow(0, message.size(0) - flags.Length, flags.Length).to(ScalarType.Float32));
        var at = 0L;
        for (var i = 0; i < parameters.Length; i++)
        {
            var sum = message.narrow(0, at, parameters[i].numel()).view(parameters[i].shape);
            at += parameters[i].numel();
            if (parameters[i].grad is { } gradient)
            {
                gradient.copy_(sum);
            }
            else if (counts[i] > 0)
            {
                parameters[i].grad = sum.clone().DetachFromDisposeScope();
            }
        }
    }

    private static long[] Fingerprint(IEnumerable<Tensor> tensors)
    {
        using var hash = SHA256.Create();
        using (var bytes = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            foreach (var tensor in tensors)
            {
                using var scope = NewDisposeScope();
                TensorMemory.WriteTo(HostReads.ToCpu(tensor.detach()).contiguous(), bytes);
            }
        }

        return MemoryMarshal.Cast<byte, long>(hash.Hash).ToArray();
    }
}
