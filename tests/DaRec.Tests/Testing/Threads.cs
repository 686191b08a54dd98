using FluentAssertions;
using static TorchSharp.torch;

namespace DaRec.Tests.Testing;

/// <summary>Runs a computation with several numbers of libtorch's threads.</summary>
internal static class Threads
{
    public static void ShouldNotMatter(Func<byte[]> compute)
    {
        var threads = get_num_threads();
        try
        {
            set_num_threads(1);
            var one = compute();
            foreach (var count in new[] { 2, 3, 7 })
            {
                set_num_threads(count);
                compute().AsSpan().SequenceEqual(one).Should().BeTrue("{0} threads give the same bits as one", count);
            }
        }
        finally
        {
            set_num_threads(threads);
        }
    }
}
