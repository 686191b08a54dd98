using DaRec.Internal;
using FluentAssertions;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Runs a computation with several numbers of threads, libtorch's unless told otherwise.</summary>
internal static class Threads
{
    /// <summary>Runs something with so many of libtorch's threads.</summary>
    public static void With(int count, Action run)
    {
        var threads = get_num_threads();
        set_num_threads(count);
        try
        {
            run();
        }
        finally
        {
            set_num_threads(threads);
        }
    }

    /// <summary>How many parallel regions something enters.</summary>
    public static long TeamsOf(Action run)
    {
        var before = TorchThreads.Teams;
        run();
        return TorchThreads.Teams - before;
    }

    public static void ShouldNotMatter(Func<byte[]> compute) => ShouldNotMatter(compute, get_num_threads(), set_num_threads);

    public static void ShouldNotMatter(Func<byte[]> compute, int threads, Action<int> set)
    {
        try
        {
            set(1);
            var one = compute();
            foreach (var count in new[] { 2, 3, 7 })
            {
                set(count);
                compute().AsSpan().SequenceEqual(one).Should().BeTrue("{0} threads give the same bits as one", count);
            }
        }
        finally
        {
            set(threads);
        }
    }
}
