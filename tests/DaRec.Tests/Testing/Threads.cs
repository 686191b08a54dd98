using FluentAssertions;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Runs a computation with several numbers of threads, libtorch's unless told otherwise.</summary>
internal static class Threads
{
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
