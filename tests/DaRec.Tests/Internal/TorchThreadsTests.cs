using System.Runtime.InteropServices;
using DaRec.Internal;
using DaRec.Tests.Testing;
using FluentAssertions;
using Xunit;
using static TorchSharp.torch;

namespace DaRec.Tests.Internal;

public class TorchThreadsTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1000)]
    public void For_RunsEachPartOnce(int parts)
    {
        var runs = new int[parts];

        TorchThreads.For(parts, part => Interlocked.Increment(ref runs[part]));

        runs.Where(count => count != 1).Should().BeEmpty();
    }

    [Fact]
    public void For_RunsEachPartOnce_InsideAnotherLoop()
    {
        var runs = new int[6, 7];

        TorchThreads.For(6, outer => TorchThreads.For(7, inner => Interlocked.Increment(ref runs[outer, inner])));

        runs.Cast<int>().Should().OnlyContain(count => count == 1);
    }

    [Fact]
    public void For_PassesOnWhatAPartThrows()
    {
        var run = () => TorchThreads.For(8, part => throw new InvalidOperationException($"part {part}"));

        run.Should().Throw<InvalidOperationException>().WithMessage("part *");
    }

    [Fact]
    public void For_StaysOnTheCaller_WhenLibtorchHasOneThread() => Threads.With(1, () =>
        ThreadsOf(20, work: long.MaxValue).Should().OnlyContain(id => id == Environment.CurrentManagedThreadId));

    [Fact]
    public void For_StaysOnTheCaller_WhenTheWorkIsShort() => Threads.With(8, () =>
    {
        Threads.TeamsOf(() => ThreadsOf(100, TorchThreads.LeastWork - 1).Should()
            .OnlyContain(id => id == Environment.CurrentManagedThreadId)).Should().Be(0);
        Threads.TeamsOf(() => ThreadsOf(100, long.MaxValue)).Should().Be(1);
    });

    [Fact]
    public void Operators_KeepsLibtorchOnTheCaller_WhereTheWorkIsShort() => Threads.With(3, () =>
    {
        using (TorchThreads.Operators(TorchThreads.LeastWork - 1))
        {
            get_num_threads().Should().Be(TorchThreads.AreShared ? 1 : 3);
        }

        get_num_threads().Should().Be(3);
        using var all = TorchThreads.Operators(long.MaxValue);
        get_num_threads().Should().Be(3);
    });

    [Fact]
    public void For_KeepsItsThreads_WhateverTheNumbersOfParts()
    {
        if (!TorchThreads.AreShared)
        {
            return;
        }

        const int count = 8;
        Threads.With(count, () =>
        {
            using var matrix = rand(300, 300);
            var threads = SystemThreads(count);
            foreach (var parts in new[] { 2, 3, 8, 100, 2 })
            {
                TorchThreads.For(parts, _ => Thread.SpinWait(100));
                matrix.mm(matrix).Dispose(); // libtorch's own full team, the same
                matrix.add(matrix).Dispose();

                SystemThreads(count).Should().BeEquivalentTo(threads, "a loop of {0} parts came between", parts);
            }
        });
    }

    [Fact]
    public void Run_BeginsAStep_WhenTheOneBeforeIsOver()
    {
        Threads.With(5, () =>
        {
            for (var repeat = 0; repeat < 200; repeat++)
            {
                var (first, second, early) = (0, 0, 0);
                TorchThreads.Run(
                    long.MaxValue,
                    new Phase(7, _ => Interlocked.Increment(ref first)),
                    default,
                    Phase.Single(() => early += first == 7 ? 0 : 1),
                    new Phase(11, _ => Interlocked.Increment(ref second)),
                    Phase.Single(() => early += second == 11 ? 0 : 1));

                early.Should().Be(0);
                second.Should().Be(11);
            }
        });
    }

    [Fact]
    public void Run_EndsWithTheStepThatThrows()
    {
        Threads.With(4, () =>
        {
            var later = 0;
            var run = () => TorchThreads.Run(
                long.MaxValue,
                new Phase(6, part => throw new InvalidOperationException($"part {part}")),
                new Phase(6, _ => Interlocked.Increment(ref later)));

            run.Should().Throw<InvalidOperationException>().WithMessage("part *");
            later.Should().Be(0);
        });
    }

    [Fact]
    public void For_RunsEachPartOnce_ForSeveralCallersAtATime()
    {
        var runs = new int[4, 500];

        var callers = Enumerable.Range(0, 4).Select(caller => new Thread(() =>
            TorchThreads.For(500, part => Interlocked.Increment(ref runs[caller, part])))).ToList();
        callers.ForEach(caller => caller.Start());
        callers.ForEach(caller => caller.Join());

        runs.Cast<int>().Should().OnlyContain(count => count == 1);
    }

    [Fact]
    public void For_UsesLibtorchsThreads_OnLinux()
    {
        TorchThreads.AreShared.Should().Be(OperatingSystem.IsLinux());
    }

    private static int[] ThreadsOf(int parts, long work)
    {
        var ids = new int[parts];
        TorchThreads.For(parts, part => ids[part] = Environment.CurrentManagedThreadId, work);
        return ids;
    }

    // Each part waits for all others, so that each has a thread of its own.
    private static int[] SystemThreads(int count)
    {
        var ids = new int[count];
        using var all = new CountdownEvent(count);
        TorchThreads.For(count, part =>
        {
            ids[part] = GetThreadId();
            all.Signal();
            all.Wait(TimeSpan.FromSeconds(20));
        });
        return ids;
    }

    [DllImport("libc", EntryPoint = "gettid")]
    private static extern int GetThreadId();
}
