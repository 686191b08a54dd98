using DaRec.Distributed;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Processes played by threads: sums are taken in the order of the ranks.</summary>
internal sealed class ProcessThreads
{
    private readonly Barrier _barrier;
    private readonly Tensor?[] _given;
    private volatile bool _isAborted;

    private ProcessThreads(int size) => (_barrier, _given) = (new Barrier(size), new Tensor?[size]);

    /// <summary>What each of so many processes comes to, by rank; one alone is a process like the others.</summary>
    public static T[] Run<T>(int size, Func<ICommunicator, T> process)
    {
        var processes = new ProcessThreads(size);
        var results = new T[size];
        var errors = new Exception?[size];
        var threads = Enumerable.Range(0, size).Select(rank => new Thread(() =>
        {
            try
            {
                using var member = new Member(processes, rank, size);
                results[rank] = process(member);
            }
            catch (Exception exception)
            {
                errors[rank] = exception;
                processes._isAborted = true;
                processes._barrier.RemoveParticipant(); // whoever waits goes on, and finds out
            }
        })).ToList();
        threads.ForEach(thread => thread.Start());
        threads.ForEach(thread => thread.Join());
        return errors.FirstOrDefault(error => error is not null and not Aborted) is { } first ? throw new InvalidOperationException(first.Message, first) : results;
    }

    private void Meet()
    {
        _barrier.SignalAndWait();
        if (_isAborted)
        {
            throw new Aborted();
        }
    }

    private sealed class Aborted : Exception;

    private sealed class Member(ProcessThreads all, int rank, int size) : ICommunicator
    {
        public int Rank => rank;

        public int Size => size;

        public void AllReduceSum(Tensor tensor)
        {
            using var noGrad = no_grad();
            using var scope = NewDisposeScope();
            Give(tensor);
            var sum = all._given[0]!.clone();
            for (var other = 1; other < size; other++)
            {
                sum.add_(all._given[other]!);
            }

            all.Meet();
            tensor.copy_(sum);
            all.Meet();
        }

        public void Broadcast(Tensor tensor, int root = 0)
        {
            using var noGrad = no_grad();
            Give(tensor);
            if (rank != root)
            {
                tensor.copy_(all._given[root]!);
            }

            all.Meet();
        }

        public Tensor AllGather(Tensor rows)
        {
            Give(rows);
            var gathered = cat([.. all._given!], 0);
            all.Meet();
            return gathered;
        }

        public void Barrier() => all.Meet();

        public void Abort(int exitCode = 1) => throw new Aborted();

        public void Dispose()
        {
        }

        private void Give(Tensor tensor)
        {
            if (!tensor.is_contiguous())
            {
                throw new ArgumentException("Expected a contiguous tensor.");
            }

            all._given[rank] = tensor;
            all.Meet();
        }
    }
}
