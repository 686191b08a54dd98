using System.Diagnostics;
using DaRec.Distributed;
using DaRec.Internal;
using static DaRec.Internal.HeldScalars;
using static TorchSharp.torch;

namespace DaRec.Cli.Checking;

/// <summary>Whether the processes' sums, copies and gathers are right; each member is called by all processes.</summary>
internal static class CollectiveCheck
{
    /// <summary>The names of the machines, by rank.</summary>
    public static IReadOnlyList<string> Machines(ICommunicator processes)
    {
        using var scope = NewDisposeScope();
        var name = System.Text.Encoding.UTF8.GetBytes($"{Environment.MachineName}\n");
        return System.Text.Encoding.UTF8.GetString(HostReads.ToArray<byte>(processes.AllGather(tensor(name))))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>What is wrong, a line each; nothing where all is right.</summary>
    public static IReadOnlyList<string> Problems(ICommunicator processes)
    {
        using var scope = NewDisposeScope();
        var (rank, size, wrong) = (processes.Rank, processes.Size, new List<string>());
        foreach (var type in (ScalarType[])[ScalarType.Float32, ScalarType.Float64, ScalarType.Int64])
        {
            foreach (var count in (long[])[1, 1000, 300_001])
            {
                var numbers = arange(Held(0L), Held(count), Held(1L), dtype: type).add(tensor(rank).to(type), Held(1));
                var expected = arange(Held(0L), Held(count), Held(1L), dtype: type).mul(Held((long)size)).add(tensor(size * (size - 1) / 2).to(type), Held(1));
                processes.AllReduceSum(numbers);
                Expect(numbers.Equals(expected), $"the sum of {count} numbers of {type}");

                var copied = full([count], Held((long)rank), type);
                processes.Broadcast(copied, root: size - 1);
                Expect(copied.Equals(full([count], Held(size - 1L), type)), $"a copy of {count} numbers of {type}");
            }

            var gathered = processes.AllGather(full([rank, 3], Held((long)rank), type)); // as many rows as its number, none of the first
            var rows = cat([.. Enumerable.Range(0, size).Select(other => full([other, 3], Held((long)other), type))], 0);
            Expect(gathered.Equals(rows), $"gathered rows of {type}");
        }

        // Sums whose rounding depends on the order have the same bytes on all.
        using var generator = new Generator((ulong)(rank + 1));
        foreach (var count in (long[])[10, 5000, 1_000_000])
        {
            var sum = randn(count, generator: generator);
            processes.AllReduceSum(sum);
            processes.EnsureSame([sum], $"sums of {count} numbers");
        }

        return wrong;

        void Expect(bool isRight, string what)
        {
            if (!isRight)
            {
                wrong.Add(what);
            }
        }
    }

    /// <summary>Median seconds of a sum over the processes.</summary>
    /// <param name="processes">The processes.</param>
    /// <param name="count">Float32 numbers.</param>
    public static double SecondsOfASum(ICommunicator processes, long count)
    {
        const int repeats = 15;
        using var numbers = zeros(count);
        var seconds = new double[repeats];
        for (var repeat = 0; repeat < repeats; repeat++)
        {
            processes.Barrier();
            var start = Stopwatch.GetTimestamp();
            processes.AllReduceSum(numbers);
            seconds[repeat] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return seconds.Order().ElementAt(repeats / 2);
    }
}
